"""What happens to a booking later, raced: offers, maintenance, overruns. See ``racers``."""

from collections import Counter

import pytest
from django.db import transaction

from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, OccupationKind
from bookings.jobs import keep_overruns
from bookings.models import Booking, Occupation, WaitEntry
from bookings.schemas.runs import StageRef
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import API, NOW, asked, at, booked, post, run
from tests.bookings.in_line import waits
from tests.bookings.racers import (
    GAP,
    ONE_WINS,
    RACERS,
    ROUNDS,
    client,
    fair,
    token,
    told,
)
from tests.factories import Plant
from tests.people import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


# -- claims of what the wait list holds ------------------------------------------------------


def take_one_offer(asked_by: tuple[str, list[int]], n: int, racer: int) -> str:
    """All take what is held for one place in the line."""
    lin, entries = asked_by
    with clock.at(NOW):
        heard = told(post(client(lin), {}, f"/api/v1/waiting/{entries[n]}/accept"))
    return "409 offer_over" if heard.startswith("409 offer_over") else heard


def test_an_offer_is_taken_once(cast: Cast, plant: Plant, project: Project) -> None:
    with transaction.atomic():
        entries = [waits(cast, n * GAP, 24, 4).pk for n in range(ROUNDS)]
    asked_by = (token(cast, "lin"), entries)
    fair(take_one_offer, asked_by, {"ok": 1, "409 offer_over": RACERS - 1})
    assert Booking.objects.count() == ROUNDS
    assert not Occupation.objects.filter(active=True, kind=OccupationKind.HOLD).exists()
    assert not WaitEntry.objects.filter(booking=None).exists()


# -- maintenance and bookings ----------------------------------------------------------------


def maintain_or_book(bearers: tuple[str, str], n: int, racer: int) -> str:
    """Half of them book, half of them block, all the same time."""
    lin, manager = bearers
    with clock.at(NOW):
        if racer % 2:
            return told(post(client(lin), asked(("BR300-1", n * GAP, 4))))
        body = {"span": run(n * GAP, 4)}
        return told(post(client(manager), body, "/api/v1/equipment/BR300-1/blocks"))


def test_maintenance_and_bookings(cast: Cast, plant: Plant, project: Project) -> None:
    fair(maintain_or_book, (token(cast, "lin"), token(cast, "manager")), ONE_WINS)


# -- a run that goes on, and bookings --------------------------------------------------------

EACH_ROUND = 32  # hours later, what was booked in the round before must make way
OVER = 80  # hours: the run, and its turnaround


def overrun_or_book(bearers: tuple[str, str], n: int, racer: int) -> str:
    """The job keeps the machine for the run, while some book and some start what comes next."""
    lin, operator = bearers
    now = OVER + n * EACH_ROUND
    with clock.at(at(now)):
        if racer % 3 == 0:
            return f"job {keep_overruns()}"
        if racer % 3 == 1:
            heard = told(post(client(lin), asked(("BR300-1", now + 17, 4))))
        else:
            before = f"B-2027-{n:06}" if n else "B-2026-000002"
            heard = told(post(client(operator), {"stage": 1}, f"{API}/{before}/start"))
        return "409" if heard.startswith("409 ") else heard


def test_an_overrun_and_bookings(cast: Cast, plant: Plant, project: Project) -> None:
    """Whoever is first: what should have begun by now makes way, and one books what is after."""
    late = booked(cast)
    with clock.at(at(0)):
        start_run(cast.actor("operator"), late.number, StageRef(stage=1))
    booked(cast, ("BR300-1", 88, 4))
    jobs = (RACERS + 2) // 3
    bearers = (token(cast, "lin"), token(cast, "operator"))
    fair(overrun_or_book, bearers, {"job 1": jobs, "ok": 1, "409": RACERS - jobs - 1})
    states = Counter(
        BookingStatus(said) for said in Booking.objects.values_list("status", flat=True)
    )
    gone, left = BookingStatus.DISPLACED, BookingStatus.CONFIRMED
    assert states == {BookingStatus.IN_USE: 1, gone: ROUNDS, left: 1}
