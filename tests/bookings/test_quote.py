"""What it would cost and whether it may be: judged like a booking, and nothing is held."""

import pytest

from bookings.models import Booking, Occupation, RateLine, Refusal
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import API, asked, booked, post, run
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db
QUOTE = f"{API}/quote"


def test_a_quote_says_price_and_occupation(cast: Cast, plant: Plant, project: Project) -> None:
    answer = post(cast.client("lin"), asked(("BR300-1", 0, 72), ("DSC-1", 88, 6)), QUOTE)
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "status": "confirmed",
        "stages": [
            {"stage": 1, "equipment": "BR300-1", "run": run(0, 72), "occupied": run(-8, 88)},
            {"stage": 2, "equipment": "DSC-1", "run": run(88, 6), "occupied": run(88, 6)},
        ],
        "lines": [
            {
                "stage": 1,
                "equipment": "BR300-1",
                "quantity": 4,
                "unit": "day",
                "unit_price": {"amount": "3800.00", "currency": "CNY"},
                "amount": {"amount": "15200.00", "currency": "CNY"},
            },
            {
                "stage": 2,
                "equipment": "DSC-1",
                "quantity": 6,
                "unit": "hour",
                "unit_price": {"amount": "350.00", "currency": "CNY"},
                "amount": {"amount": "2100.00", "currency": "CNY"},
            },
        ],
        "price": {"amount": "17300.00", "currency": "CNY"},
        "cancelling": [],
        "problems": [],
        "next_free": None,
        "approvers": [],
    }
    assert not Booking.objects.exists()
    assert not Occupation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_it_tells_what_a_booking_would_be_told(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)
    quoted = post(cast.client("lin"), asked(("BR300-1", 10, 72)), QUOTE).json()
    refused = post(cast.client("lin"), asked(("BR300-1", 10, 72))).json()
    assert quoted["status"] is None
    assert quoted["problems"] == refused["problems"]
    assert quoted["next_free"] == refused["next_free"] == run(88, 72)
    assert Refusal.objects.count() == 1  # asking for a price is no refusal


def test_a_machine_without_a_price_is_not_booked(
    cast: Cast, plant: Plant, project: Project
) -> None:
    RateLine.objects.filter(equipment_class=plant.vessels).delete()
    quoted = post(cast.client("lin"), asked(), QUOTE).json()
    assert [problem["code"] for problem in quoted["problems"]] == ["no_price"]
    assert (quoted["lines"], quoted["price"]["amount"]) == ([], "0.00")
    assert post(cast.client("lin"), asked()).status_code == 409


def test_anothers_project_and_other_roles(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.rival, "P-0009")
    answer = post(cast.client("lin"), asked(project="P-0009"), QUOTE)
    assert (answer.status_code, answer.json()["field"]) == (422, "project")
    assert post(cast.client("technician"), asked(), QUOTE).status_code == 403
    plant.vessels.approves_itself = False
    plant.vessels.save()
    assert post(cast.client("manager"), asked(), QUOTE).json()["status"] == "requested"
