"""Another project of the organisation has the booking, if its rules let it."""

from typing import Any

import pytest

from bookings.choices import StageStatus
from bookings.models import Booking, Occupation
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import API, at, booked, codes, post
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(cast: Cast) -> Project:
    return a_project(cast, cast.startup, "P-0005")


def by_api(cast: Cast, booking: Booking, to: str) -> Any:
    return post(cast.client("lin"), {"project": to}, f"{API}/{booking.number}/transfer")


def by_page(cast: Cast, booking: Booking, to: str) -> Any:
    path = f"/bookings/{booking.number}/hand-over"
    return cast.client("lin").post(path, {"do": "transfer", "project": to})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


@DOORS
def test_it_goes_to_the_other(
    cast: Cast, plant: Plant, project: Project, other: Project, door: Any
) -> None:
    booking = booked(cast)
    answer = door(cast, booking, other.code)
    assert answer.status_code in (200, 302), answer.content
    booking.refresh_from_db()
    assert (booking.project, booking.version) == (other, 2)
    assert Occupation.objects.get().start == at(-8)
    entry = AuditEntry.objects.get(verb="booking.transferred")
    assert (entry.before, entry.after) == ({"project": "P-0004"}, {"project": "P-0005"})


@DOORS
def test_its_rules_are_those_of_the_other(
    cast: Cast, plant: Plant, project: Project, other: Project, door: Any
) -> None:
    booking = booked(cast)
    other.containment = Containment.BL2_LS
    other.save()
    answer = door(cast, booking, other.code)
    assert answer.status_code == 409
    assert door is by_page or codes(answer) == ["containment"]


@DOORS
def test_not_to_a_rival(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    a_project(cast, cast.rival, "P-0009")
    assert door(cast, booked(cast), "P-0009").status_code == 422


def test_not_once_a_run_has_begun(
    cast: Cast, plant: Plant, project: Project, other: Project
) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 88, 8))
    booking.stages.filter(position=1).update(status=StageStatus.DONE)
    answer = by_api(cast, booking, other.code)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("manager", 200)])
def test_who_may(
    cast: Cast, plant: Plant, project: Project, other: Project, who: str, status: int
) -> None:
    path = f"{API}/{booked(cast).number}/transfer"
    assert post(cast.client(who), {"project": other.code}, path).status_code == status
