"""What the races of bookings share: how many race, how they speak, and what must hold after.

Every racer is a process that speaks HTTP to the whole application. ``PILOTBASE_RACE=16x50`` says
how many race and how often; where nobody says so, two bookings for one time meet fifty times, and
all others twelve.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from typing import Any, TypeVar

from django.test import Client

from bookings import ledger
from bookings.choices import BookingStatus
from bookings.models import Booking, Occupation, Refusal, UtilityDraw
from equipment.models import Utility
from pilotbase.accounts.models import Membership
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from tests.bookings.asking import asked, patch
from tests.people import Cast
from tests.racing import race

Known = TypeVar("Known")  # what a racer is told before: whose tokens, which bookings
_SAID = os.environ.get("PILOTBASE_RACE")
RACERS, ROUNDS = (int(n) for n in (_SAID or "16x12").split("x"))
MOST = ROUNDS if _SAID else 50
FEWER = max(ROUNDS // 5, 2)
GAP = 48  # hours from one round's times to the next's; all of one round's overlap

TAKEN = "409 refused time_taken"
ONE_WINS = {"ok": 1, TAKEN: RACERS - 1}

_versions: Counter[tuple[str, str]] = Counter()  # what a racer moved, and how often


def start_of(n: int, racer: int) -> float:
    """Racers want times that differ by half hours."""
    return n * GAP + racer / 2


def token(cast: Cast, name: str) -> str:
    membership = Membership.objects.get(user=cast.people[name])
    return make_token(membership, "race", tuple(Scope))[1]


@cache
def client(bearer: str) -> Client:
    headers = {"Authorization": f"Bearer {bearer}", "Host": "localhost"}
    return Client(raise_request_exception=False, headers=headers)


def told(answer: Any) -> str:
    """What the caller heard: "ok", or the refusal, whole."""
    if answer.status_code in (200, 201):
        return "ok"
    codes = {one["code"] for one in answer.json()["problems"]}
    return " ".join([str(answer.status_code), answer.json()["code"], *sorted(codes)])


def moved(bearer: str, number: str, to: tuple[str, float, float]) -> str:
    """Move a booking that only this racer moves, so that she knows its version."""
    [stage] = asked(to)["stages"]
    change = {"stage": 1, "equipment": stage["equipment"], "run": stage["run"]}
    version = _versions[bearer, number] + 1
    heard = told(patch(client(bearer), number, {"stages": [change]}, version))
    _versions[bearer, number] += heard == "ok"
    return heard


def fair(
    contest: Callable[[Known, int, int], object],
    known: Known,
    expected: dict[str, int],
    rounds: int = ROUNDS,
) -> None:
    """Race, and expect the same outcome in every round, whoever it is that wins."""
    heard = [Counter(round_) for round_ in race(partial(contest, known), RACERS, rounds)]
    unfair = [round_ for round_ in heard if round_ != expected]
    assert not unfair, unfair
    assert len(heard) == rounds
    the_books_are_sound()


def the_books_are_sound() -> None:
    rows = list(Occupation.objects.filter(active=True).order_by("machine_id", "start"))
    for one, next_one in pairwise(rows):
        assert one.machine_id != next_one.machine_id or one.end <= next_one.start
    for utility in Utility.objects.all():
        drawn = UtilityDraw.objects.filter(occupation__active=True, utility=utility)
        assert ledger.peak(drawn.values_list("start", "end", "amount")) <= utility.capacity


def the_bookings_agree(refused: int) -> None:
    """Each that stands has its time, and no other has any; each that was refused is remembered."""
    for booking in Booking.objects.prefetch_related("stages__occupations"):
        for stage in booking.all_stages:
            spans = [row.span for row in stage.occupations.all() if row.active]
            confirmed = booking.status == BookingStatus.CONFIRMED
            assert spans == ([stage.occupied] if confirmed else [])
    assert Refusal.objects.count() == refused
