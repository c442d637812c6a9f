"""What happens to a booking later, raced: offers, maintenance, overruns, decisions.

As ``test_races``: every racer is a process that speaks HTTP to the whole application.
"""

from collections import Counter
from functools import partial

import pytest

from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, OccupationKind
from bookings.jobs import keep_overruns
from bookings.models import Booking, Occupation, WaitEntry
from bookings.schemas.runs import StageRef
from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.core import clock
from tests.bookings.asking import API, NOW, asked, at, booked, post, run
from tests.bookings.in_line import waits
from tests.bookings.test_races import FEWER, RACERS, client, the_books_are_sound, told
from tests.factories import Plant
from tests.people import Cast
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GAP = 96


@pytest.fixture
def tokens(cast: Cast, plant: Plant, project: Project) -> dict[str, str]:
    def token(name: str) -> str:
        membership = Membership.objects.get(user=cast.people[name])
        return make_token(membership, "race", tuple(Scope))[1]

    return {name: token(name) for name in ("lin", "manager", "operator")}


def take_one_offer(tokens: dict[str, str], n: int, racer: int) -> str:
    """All take what is held for one place in the line."""
    with clock.at(NOW):
        return told(post(client(tokens["lin"]), {}, f"/api/v1/waiting/{_entries()[n]}/accept"))


def _entries() -> list[int]:
    return list(WaitEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_an_offer_is_taken_once(cast: Cast, tokens: dict[str, str]) -> None:
    for n in range(FEWER):
        waits(cast, n * GAP, 72, 48)
    outcomes = race(partial(take_one_offer, tokens), RACERS, FEWER)
    fair = Counter({"ok": 1, "409 offer_over offer_over": RACERS - 1})
    assert [Counter(_plain(said)) for said in outcomes] == [fair] * FEWER
    assert Booking.objects.count() == FEWER
    assert not Occupation.objects.filter(active=True, kind=OccupationKind.HOLD).exists()
    the_books_are_sound()


def _plain(said: list[str]) -> list[str]:
    return ["409 offer_over offer_over" if "offer_over" in one else one for one in said]


def maintain_or_book(tokens: dict[str, str], n: int, racer: int) -> str:
    """Half of them book, half of them block, all the same time."""
    with clock.at(NOW):
        if racer % 2:
            return told(post(client(tokens["lin"]), asked(("BR300-1", n * GAP, 48))))
        body = {"span": run(n * GAP, 48)}
        return told(post(client(tokens["manager"]), body, "/api/v1/equipment/BR300-1/blocks"))


def test_maintenance_and_bookings(tokens: dict[str, str]) -> None:
    outcomes = race(partial(maintain_or_book, tokens), RACERS, FEWER)
    fair = Counter({"ok": 1, "409 refused time_taken": RACERS - 1})
    assert [Counter(said) for said in outcomes] == [fair] * FEWER
    the_books_are_sound()


def overrun_or_book(tokens: dict[str, str], n: int, racer: int) -> str:
    """A run goes on; the job says so while others book what it needs, or start the next."""
    with clock.at(at(n + 81)):
        if racer % 3 == 0:
            return f"job {keep_overruns() and 1}"
        if racer % 3 == 1:
            return told(post(client(tokens["lin"]), asked(("BR300-1", n + 96.5, 4))))
        path = f"{API}/{_next()}/start"
        return told(post(client(tokens["operator"]), {"stage": 1}, path))


def _next() -> str:
    return Booking.objects.order_by("-pk")[0].number


def test_an_overrun_and_bookings(cast: Cast, tokens: dict[str, str]) -> None:
    late = booked(cast)
    with clock.at(at(0)):
        start_run(cast.actor("operator"), late.number, StageRef(stage=1))
    coming = booked(cast, ("BR300-1", 88, 4))
    outcomes = race(partial(overrun_or_book, tokens), RACERS, min(FEWER, 5))
    said = Counter(one for row in outcomes for one in row)
    assert said["job 1"] == (RACERS + 2) // 3 * min(FEWER, 5)
    assert all(one == "ok" or one.startswith(("409", "job 1")) for one in said)
    coming.refresh_from_db()
    assert coming.status == BookingStatus.DISPLACED
    the_books_are_sound()
