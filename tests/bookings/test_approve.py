"""Approving a request: judged again by every rule, as of the day it was made."""

from datetime import timedelta

import pytest

from bookings.choices import OccupationKind
from bookings.events import BookingApproved
from bookings.models import Booking, Occupation, Refusal, UtilityDraw
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from tests.bookings.asking import API, NOW, at, booked, codes, post
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _times_are_approved(plant: Plant) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()


def test_what_was_held_is_booked(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    with events.heard(BookingApproved) as told:
        answer = post(cast.client("manager"), {}, f"{API}/{booking.number}/approve")
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "confirmed"
    assert answer.json()["expires_at"] is None
    assert told == [BookingApproved(booking.pk)]
    row = Occupation.objects.get()
    assert (row.kind, row.lapses_at, row.active) == (OccupationKind.RUN, None, True)
    booking.refresh_from_db()
    assert (booking.decided_by, booking.decided_at) == (cast.manager, NOW)
    assert AuditEntry.objects.get(verb="booking.approved").actor == cast.manager
    again = post(cast.client("manager"), {}, f"{API}/{booking.number}/approve")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


def test_of_competing_requests_the_first_approved_wins(
    cast: Cast, plant: Plant, project: Project
) -> None:
    plant.vessels.request_holds = False
    plant.vessels.save()
    one, two = booked(cast), booked(cast, ("BR300-1", 10, 72))
    manager = cast.client("manager")
    assert post(manager, {}, f"{API}/{two.number}/approve").status_code == 200
    row = Occupation.objects.get()
    assert (row.start, row.end, row.stage) == (at(2), at(90), two.all_stages[0])
    assert UtilityDraw.objects.get().occupation == row
    answer = post(manager, {}, f"{API}/{one.number}/approve")
    assert (answer.status_code, codes(answer)) == (409, ["time_taken"])
    assert Booking.objects.get(pk=one.pk).status == "requested"
    assert Refusal.objects.get().verb == "approve"


def test_lead_time_counts_from_the_asking(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.lead_days = 15
    plant.vessels.save()
    booking = booked(cast)
    with clock.at(NOW + timedelta(days=2)):
        assert (
            post(cast.client("manager"), {}, f"{API}/{booking.number}/approve").status_code == 200
        )


def test_what_has_changed_since_counts(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    plant.br300.out_of_service_since = at(0)
    plant.br300.save()
    project.status = "closed"
    project.save()
    answer = post(cast.client("manager"), {}, f"{API}/{booking.number}/approve")
    assert codes(answer) == ["project_not_approved", "out_of_service"]
    assert Occupation.objects.get().kind == OccupationKind.REQUEST


def test_an_expired_request_is_not_approved(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    with clock.at(NOW + timedelta(days=3)):
        answer = post(cast.client("manager"), {}, f"{API}/{booking.number}/approve")
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
        shown = cast.client("lin").get(f"{API}/{booking.number}").json()
    assert shown["status"] == "expired"


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("lin", 403), ("operator", 403)])
def test_who_may_not(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    booking = booked(cast)
    answer = post(cast.client(who), {}, f"{API}/{booking.number}/approve")
    assert answer.status_code == status
    assert Booking.objects.get().status == "requested"


def test_what_a_decision_does_to_others_is_told_before(
    cast: Cast, plant: Plant, project: Project
) -> None:
    """Requests that do not hold compete: approving one leaves no time for those it meets."""
    plant.vessels.approves_itself = plant.vessels.request_holds = False
    plant.vessels.save()
    theirs = a_project(cast, cast.rival, "P-0009")
    first, meets, _beside, _after = (
        booked(cast, ("BR300-1", 0, 72)),
        booked(cast, ("BR300-1", 87, 24), by="eve", project=theirs.code),
        booked(cast, ("BR300-2", 0, 72)),
        booked(cast, ("BR300-1", 88, 24)),
    )
    manager, path = cast.client("manager"), f"{API}/{first.number}/rivals"
    told = manager.get(path).json()
    assert [(one["booking"], one["organisation"]) for one in told] == [(meets.number, "rival")]
    page = manager.get(f"/bookings/{first.number}").content.decode()
    assert "leaves no time for 1 other request" in page
    assert meets.number in page
    assert cast.client("lin").get(path).status_code == 403
    assert meets.number not in cast.client("lin").get(f"/bookings/{first.number}").content.decode()
