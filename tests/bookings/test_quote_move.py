"""What the rules say to other times of a booking: as rescheduling would, and nothing moves."""

from typing import Any

import pytest

from bookings.choices import StageStatus
from bookings.models import Booking, Occupation, Refusal
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import API, at, booked, codes, patch, post, run
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


def asked(cast: Cast, booking: Booking, move: dict[str, Any], name: str = "lin") -> Any:
    body = {"stages": [{"stage": 1, **move}]}
    return post(cast.client(name), body, f"{API}/{booking.number}/quote")


def test_its_own_time_is_not_in_its_way(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    trail = AuditEntry.objects.count()
    quoted = asked(cast, booking, {"run": run(10, 96)}).json()
    assert (quoted["status"], quoted["problems"]) == ("confirmed", [])
    assert quoted["price"]["amount"] == "19000.00"
    assert quoted["stages"][0]["occupied"] == run(2, 112)
    assert AuditEntry.objects.count() == trail
    booking.refresh_from_db()
    assert (booking.version, booking.all_stages[0].run_start) == (1, at(0))


def test_it_says_what_rescheduling_would_say(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    booked(cast, ("BR300-2", 24, 72))
    move = {"run": run(0, 72), "equipment": "BR300-2"}
    quoted = asked(cast, booking, move)
    refused = patch(cast.client("lin"), booking.number, {"stages": [{"stage": 1, **move}]})
    assert codes(quoted) == codes(refused) == ["time_taken"]
    assert quoted.json()["problems"] == refused.json()["problems"]
    assert quoted.json()["next_free"] == refused.json()["next_free"] == run(112, 72)
    assert Refusal.objects.count() == 1  # asking is no refusal


def test_only_a_stage_that_moves_is_priced(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 88, 6))
    quoted = asked(cast, booking, {"run": run(0, 24)}).json()
    assert [line["equipment"] for line in quoted["lines"]] == ["BR300-1"]
    assert quoted["price"]["amount"] == "7600.00"


def test_a_class_that_wants_approval_is_asked_again(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    plant.vessels.approves_itself = False
    plant.vessels.save()
    assert asked(cast, booking, {"run": run(24, 72)}).json()["status"] == "requested"
    assert asked(cast, booking, {"run": run(24, 72)}, "manager").json()["status"] == "confirmed"


def test_what_cannot_move_says_so(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    assert asked(cast, booking, {"run": run(0, 72), "equipment": "DSC-1"}).status_code == 422
    booking.stages.update(status=StageStatus.RUNNING)
    begun = asked(cast, booking, {"run": run(1, 72)})
    assert (begun.status_code, begun.json()["code"]) == (409, "wrong_status")
    assert asked(cast, booking, {"run": run(0, 80)}).json()["problems"] == []
    booking.stages.update(status=StageStatus.DONE)
    assert asked(cast, booking, {"run": run(24, 72)}).status_code == 409


def test_to_others_it_does_not_exist(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    a_project(cast, cast.rival, "P-0009")
    assert asked(cast, booking, {"run": run(24, 72)}, "eve").status_code == 404
    assert asked(cast, booking, {"run": run(24, 72)}, "operator").status_code == 403
    assert Occupation.objects.count() == 1
