"""The sign on a machine: its QR code opens what is on now, what comes, and check-in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from bookings.models import Run
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import PLANT
from tests.bookings.standing import a_booking, hours
from tests.factories import Plant
from tests.people import Cast, a_project
from tests.reading import codes, pictures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 8, tzinfo=PLANT)
SCAN = "/machines/BR300-1/scan"


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def page(client: Client) -> str:
    answer = client.get(SCAN, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_sign_leads_here(client: Client, plant: Plant) -> None:
    (sign,) = pictures(client.get("/machines/BR300-1/label.pdf").content)
    assert set(codes(sign)) == {"BR300-1", f"http://testserver{SCAN}"}


def test_an_operator_checks_in_at_the_machine(cast: Cast, plant: Plant, project: Project) -> None:
    booking = a_booking(project, plant.br300, NOW + hours(8.5), NOW + hours(80))
    client = cast.client("operator")
    assert f"{booking.number} can start on BR300-1" in page(client)
    sent = client.post(f"/bookings/{booking.number}/start", {"stage": "1"})
    run = Run.objects.get()
    assert sent["Location"] == f"/runs/{run.number}"
    html = page(client)
    assert f"{run.number} is on BR300-1" in html
    assert "Check in" not in html


def test_too_early_it_says_from_when_on(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, NOW + hours(24), NOW + hours(48))
    html = page(cast.client("operator"))
    assert "It can start from" in html
    assert "<button" not in html.partition("Check in")[2].partition("</section>")[0]


def test_who_may_not_start_runs_is_offered_none(
    cast: Cast, plant: Plant, project: Project, client: Client
) -> None:
    a_project(cast, cast.rival, "P-0009")
    booking = a_booking(project, plant.br300, NOW + hours(8.5), NOW + hours(80))
    a_booking(project, plant.br300, NOW + timedelta(days=5), NOW + timedelta(days=6))
    mine = page(cast.client("lin"))
    assert booking.number in mine
    assert "/start" not in mine
    for stranger in (cast.client("eve"), client):
        html = page(stranger)
        assert booking.number not in html
        assert html.count("Occupied") == 2
    assert "Sign in to check in" in page(client)
    assert client.get("/machines/BR9/scan").status_code == 404
