"""A fault is told to those who have booked the machine, and to nobody who has not: N5, N8."""

import pytest

from bookings.actions.cancel import cancel
from bookings.models import Booking
from bookings.schemas.booking import Cancellation
from equipment.actions.move_fault import move_fault
from equipment.actions.report_fault import report_fault
from equipment.choices import FaultStatus
from equipment.models import Equipment, FaultReport, MachineSubscription
from equipment.schemas.faults import FaultMove, FaultSaid
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.notifications.models import Notice
from tests.bookings.asking import booked
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db
WORDS = "the seal of the agitator leaks"


@pytest.fixture(autouse=True)
def _place(plant: Plant, project: Project, cast: Cast) -> None:
    """Lin has booked the machine, Eve for later; Chen has booked another."""
    a_project(cast, cast.rival, "P-0009")
    booked(cast)
    booked(cast, ("BR300-1", 400, 48), by="eve", project="P-0009")
    booked(cast, ("BR300-2", 0, 72), by="chen")


def reported(cast: Cast, by: str = "operator") -> FaultReport:
    return report_fault(cast.actor(by), "BR300-1", FaultSaid(text=WORDS))


def told() -> dict[str, list[str]]:
    """The texts that each tenant has."""
    found: dict[str, list[str]] = {}
    rows = Notice.objects.exclude(organisation=None).select_related("user", "facility")
    for row in rows.order_by("pk"):
        found.setdefault(row.user.email.partition("@")[0], []).append(row.text)
    return found


def test_exactly_those_with_bookings_ahead_are_told_once_each(cast: Cast) -> None:
    reported(cast)
    assert {name: len(texts) for name, texts in told().items()} == {"lin": 1, "eve": 1}
    assert not any(WORDS in text for texts in told().values() for text in texts)


def test_who_follows_it_too_is_told_once(cast: Cast) -> None:
    for name in ("lin", "chen"):
        MachineSubscription.objects.create(
            equipment=reported_machine(), user=cast.people[name], since=clock.now()
        )
    reported(cast)
    assert {name: len(texts) for name, texts in told().items()} == {"lin": 1, "eve": 1, "chen": 1}


def test_who_said_it_is_not_told_and_its_words_are_her_organisations(cast: Cast) -> None:
    reported(cast, by="lin")
    assert set(told()) == {"eve"}
    assert not any(WORDS in text for text in told()["eve"])
    notice = Notice.objects.get(user=cast.eve)
    assert notice.href == "/machines/BR300-1"  # the report itself is not hers to see


def test_a_booking_that_is_cancelled_is_none(cast: Cast) -> None:
    booking = Booking.objects.get(booked_by=cast.lin)
    cancel(cast.actor("lin"), booking.number, booking.version, Cancellation())
    reported(cast)
    assert set(told()) == {"eve"}


def test_each_hears_once_of_each_step(cast: Cast) -> None:
    row = reported(cast)
    for status in (FaultStatus.ACKNOWLEDGED, FaultStatus.RESOLVED):
        row = move_fault(cast.actor("operator"), row.pk, row.version, FaultMove(status=status))
    assert {name: len(texts) for name, texts in told().items()} == {"lin": 3, "eve": 3}


def reported_machine() -> Equipment:
    return Equipment.objects.get(tag="BR300-1")
