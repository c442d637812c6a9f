"""Rejecting a request: with a reason, and its time is free."""

import pytest

from bookings.events import BookingEnded
from bookings.models import Booking, Occupation
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import events
from tests.bookings.asking import API, booked, post
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast: Cast, plant: Plant, project: Project) -> Booking:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    return booked(cast)


def test_a_rejected_request_frees_its_time(cast: Cast, request_: Booking) -> None:
    path = f"{API}/{request_.number}/reject"
    with events.heard(BookingEnded) as told:
        answer = post(cast.client("manager"), {"reason": "the hall is being painted"}, path)
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "rejected"
    assert answer.json()["ended_reason"] == "the hall is being painted"
    assert told == [BookingEnded(request_.pk)]
    assert not Occupation.objects.filter(active=True).exists()
    assert AuditEntry.objects.get(verb="booking.rejected").reason == "the hall is being painted"
    request_.refresh_from_db()
    assert request_.decided_by == cast.manager


def test_only_with_a_reason_and_only_a_request(cast: Cast, plant: Plant, request_: Booking) -> None:
    path = f"{API}/{request_.number}/reject"
    assert post(cast.client("manager"), {}, path).status_code == 422
    assert post(cast.client("manager"), {"reason": " "}, path).status_code == 422
    Booking.objects.update(status="confirmed")
    answer = post(cast.client("manager"), {"reason": "no"}, path)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("lin", 403), ("technician", 403)])
def test_who_may_not(cast: Cast, request_: Booking, who: str, status: int) -> None:
    answer = post(cast.client(who), {"reason": "no"}, f"{API}/{request_.number}/reject")
    assert answer.status_code == status
