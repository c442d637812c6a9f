"""Cancelling a booking: its time is free at once, and everyone hears why."""

import pytest

from bookings.choices import BookingStatus, StageStatus
from bookings.events import BookingEnded
from bookings.models import Booking, Occupation, Stage
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import events
from tests.bookings.asking import API, asked, booked, post
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_cancelled_booking_frees_its_time(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 88, 8))
    lin, path = cast.client("lin"), f"{API}/{booking.number}/cancel"
    with events.heard(BookingEnded) as told:
        answer = post(lin, {"reason": "strain died"}, path)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["version"]) == ("cancelled", 2)
    assert answer.json()["ended_reason"] == "strain died"
    assert told == [BookingEnded(booking.pk)]
    assert not Occupation.objects.filter(active=True).exists()
    assert Occupation.objects.count() == 2  # as history
    assert set(Stage.objects.values_list("status", flat=True)) == {StageStatus.RELEASED}
    entry = AuditEntry.objects.get(verb="booking.cancelled")
    assert (entry.reason, entry.before, entry.after) == (
        "strain died",
        {"status": "confirmed"},
        {"status": "cancelled"},
    )
    assert post(lin, asked()).status_code == 201
    again = post(lin, {}, path)
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


def test_what_has_run_stays(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 88, 8))
    booking.stages.filter(position=1).update(status=StageStatus.DONE)
    assert post(cast.client("lin"), {}, f"{API}/{booking.number}/cancel").status_code == 200
    active = Occupation.objects.filter(active=True).values_list("stage__position", flat=True)
    assert list(active) == [1]


def test_a_booking_in_use_is_not_cancelled(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    Booking.objects.update(status=BookingStatus.IN_USE)
    answer = post(cast.client("lin"), {}, f"{API}/{booking.number}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    assert Occupation.objects.get().active


def test_only_as_it_was_seen(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    path = f"{API}/{booking.number}/cancel"
    stale = post(cast.client("lin"), {}, path, **{"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert post(cast.client("lin"), {}, path, **{"If-Match": '"1"'}).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("eve", 404), ("operator", 403), ("chen", 200), ("manager", 200)]
)
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    booking = booked(cast)
    answer = post(cast.client(who), {}, f"{API}/{booking.number}/cancel")
    assert answer.status_code == status
    assert Occupation.objects.filter(active=True).exists() == (status != 200)
