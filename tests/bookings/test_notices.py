"""Who is told of what about bookings, and who is not."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.actions.expire_requests import expire_requests
from bookings.actions.finish_run import finish_run
from bookings.actions.reject import reject
from bookings.actions.release_no_show import release_no_show
from bookings.actions.reschedule import reschedule
from bookings.actions.start_run import start_run
from bookings.models import Booking
from bookings.schemas.booking import Approval, Cancellation, Rejection, Rescheduling
from bookings.schemas.runs import Finish, StageRef
from equipment.actions.move_fault import move_fault
from equipment.actions.report_fault import report_fault
from equipment.actions.report_states import report_states
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import FaultStatus
from equipment.models import EquipmentClass
from equipment.schemas.faults import FaultMove, FaultSaid
from equipment.schemas.machine import StateReport, TakingOut
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.events import quiet
from pilotbase.notifications.models import Notice
from pilotbase.records.models import Uptime
from tests.bookings.asking import NOW, at, booked, run
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(plant: Plant, project: Project) -> None:
    """Of every test here."""


@pytest.fixture
def asks() -> None:
    """The vessels' manager decides each request."""
    EquipmentClass.objects.filter(code="BR300").update(approves_itself=False)


def heard(cast: Cast, name: str, *, unread: bool = False) -> list[str]:
    """The kinds of what she was told, oldest first."""
    rows = Notice.objects.of(cast.people[name]).order_by("pk")
    return list((rows.unread() if unread else rows).values_list("kind", flat=True))


def everyone_else(cast: Cast, *names: str) -> int:
    people = [cast.people[name].pk for name in names]
    return Notice.objects.exclude(user__in=people).count()


@pytest.mark.usefixtures("asks")
def test_those_who_decide_are_told_until_it_is_decided(cast: Cast) -> None:
    booking = booked(cast)
    assert heard(cast, "manager", unread=True) == ["booking_waits"]
    approve(cast.actor("manager"), booking.number, 1, Approval())
    assert heard(cast, "manager", unread=True) == []
    assert heard(cast, "lin") == ["booking_approved"]
    assert not everyone_else(cast, "manager", "lin")
    notice = Notice.objects.get(kind="booking_approved")
    assert notice.href == f"/bookings/{booking.number}"
    assert notice.text == (
        f"{booking.number} is approved: BR300-1, 2027-01-11 Mon 08:00 to 2027-01-14 Thu 08:00."
    )


@pytest.mark.usefixtures("asks")
def test_who_asked_is_told_of_the_rejection_with_its_reason(cast: Cast) -> None:
    booking = booked(cast)
    reject(cast.actor("manager"), booking.number, 1, Rejection(reason="No steam."))
    assert heard(cast, "lin") == ["booking_rejected"]
    assert Notice.objects.get(user=cast.lin).text.endswith("No steam.")
    assert heard(cast, "manager", unread=True) == []


@pytest.mark.usefixtures("asks")
def test_who_asked_is_told_that_nobody_decided(cast: Cast) -> None:
    booking = booked(cast)
    assert booking.expires_at is not None
    with clock.at(booking.expires_at + timedelta(minutes=1)):
        expire_requests()
    assert heard(cast, "lin") == ["booking_expired"]
    assert heard(cast, "manager", unread=True) == []


def test_nobody_is_told_what_she_did_herself(cast: Cast) -> None:
    booking = booked(cast)
    lin = cast.actor("lin")
    moved = Rescheduling.model_validate({"stages": [{"stage": 1, "run": run(24)}]})
    booking = reschedule(lin, booking.number, 1, moved)
    cancel(lin, booking.number, booking.version, Cancellation())
    assert not Notice.objects.exists()


@pytest.mark.parametrize("by", ["chen", "manager"])
def test_she_is_told_what_another_did_to_her_booking(cast: Cast, by: str) -> None:
    booking = booked(cast)
    moved = Rescheduling.model_validate({"stages": [{"stage": 1, "run": run(24)}]})
    booking = reschedule(cast.actor(by), booking.number, 1, moved)
    cancel(cast.actor(by), booking.number, booking.version, Cancellation(reason="Steam is off."))
    assert heard(cast, "lin") == ["booking_moved", "booking_cancelled"]
    assert not everyone_else(cast, "lin")
    assert "now 2027-01-12 Tue 08:00" in Notice.objects.order_by("pk")[0].text


def test_she_is_told_that_nobody_came(cast: Cast) -> None:
    booking = booked(cast)
    Uptime.objects.create(start=NOW, end=at(10))
    report_states(job("test"), "BR300-1", StateReport.model_validate(_idle()))
    with clock.at(at(2)):
        release_no_show(job("no_shows"), booking.number, StageRef(stage=1))
    assert heard(cast, "lin") == ["booking_no_show"]


def _idle() -> dict[str, Any]:
    return {"states": [{"at": (NOW - timedelta(hours=1)).isoformat(), "state": "IDLE_CLEAN"}]}


def test_she_is_told_that_her_run_has_ended(cast: Cast) -> None:
    booking = booked(cast)
    with clock.at(at(0)):
        start_run(cast.actor("operator"), booking.number, StageRef(stage=1))
        finish_run(cast.actor("operator"), booking.number, Finish(stage=1, outcome="accepted"))
    notice = Notice.objects.get(user=cast.lin)
    assert (notice.kind, "Accepted" in notice.text) == ("run_finished", True)
    assert not everyone_else(cast, "lin")


def test_exactly_those_with_bookings_then_hear_of_a_machine_that_is_out(cast: Cast) -> None:
    a_project(cast, cast.rival, "P-0009")
    mine = booked(cast)
    booked(cast, ("BR300-2", 0, 72), by="chen")
    booked(cast, ("BR300-1", 400, 48), by="eve", project="P-0009")
    out = TakingOut(reason="a leak", until=at(100))
    take_out_of_service(cast.actor("operator"), "BR300-1", out)
    assert (heard(cast, "lin"), everyone_else(cast, "lin")) == (["machine_out"], 0)
    assert mine.number in Notice.objects.get().text


def test_without_an_end_all_with_bookings_to_come_hear_of_it(cast: Cast) -> None:
    a_project(cast, cast.rival, "P-0009")
    mine = booked(cast)
    theirs = booked(cast, ("BR300-1", 400, 48), by="eve", project="P-0009")
    take_out_of_service(cast.actor("operator"), "BR300-1", TakingOut(reason="a leak"))
    texts = {row.user_id: row.text for row in Notice.objects.all()}
    assert set(texts) == {cast.lin.pk, cast.eve.pk}
    assert mine.number in texts[cast.lin.pk]
    assert theirs.number not in texts[cast.lin.pk]
    assert mine.number not in texts[cast.eve.pk]


@pytest.mark.usefixtures("asks")
def test_making_a_history_tells_nobody(cast: Cast) -> None:
    with quiet():
        booked(cast)
    assert Booking.objects.exists()
    assert not Notice.objects.exists()


def test_a_fault_is_told_to_exactly_those_who_will_use_the_machine(cast: Cast) -> None:
    """What it is stays between who reported it and the plant."""
    booked(cast)
    Notice.objects.all().delete()
    other = report_fault(cast.actor("eve"), "BR300-2", FaultSaid(text="caracal-seal"))
    assert heard(cast, "lin") == []
    row = report_fault(cast.actor("eve"), "BR300-1", FaultSaid(text="caracal-seal"))
    move_fault(cast.actor("operator"), row.pk, 1, FaultMove(status=FaultStatus.RESOLVED))
    mine = Notice.objects.filter(user=cast.lin).order_by("pk")
    assert [(one.text, one.href) for one in mine] == [
        ("Fault on BR300-1: Reported.", "/machines/BR300-1"),
        ("Fault on BR300-1: Resolved.", "/machines/BR300-1"),
    ]
    assert heard(cast, "chen") == []
    assert other.is_open
