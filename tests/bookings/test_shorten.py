"""Less preparation or turnaround for one booking, with a reason; never an overlap."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.actions.shorten import shorten
from bookings.events import BookingShortened
from bookings.models import Booking, Occupation, Override, Stage
from bookings.schemas.booking import Shortening
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Stale
from tests.bookings.asking import API, asked, at, booked, codes, patch, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SAID = {"stage": 1, "preparation": "8", "turnaround": "2", "reason": "same broth again"}


def by_api(client: Client, booking: Booking, **more: Any) -> Any:
    return post(client, {**SAID, **more}, f"{API}/{booking.number}/shorten")


def by_page(client: Client, booking: Booking, **more: Any) -> Any:
    return client.post(f"/bookings/{booking.number}/shorten", {**SAID, **more})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


@DOORS
def test_what_is_given_back_is_free(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    booking = booked(cast)  # holds it from -8 to 80
    lin = cast.bearer("lin")
    assert codes(post(lin, asked(("BR300-1", 82, 24)))) == ["time_taken"]
    with events.heard(BookingShortened) as told:
        answer = door(cast.client("manager"), booking)
    assert answer.status_code in (200, 302), answer.content
    assert told == [BookingShortened(booking.pk)]
    row = Occupation.objects.get()
    assert (row.start, row.end, row.active) == (at(-8), at(74), True)
    kept = Override.objects.get()
    assert (kept.codes, kept.reason) == (["turnaround"], "same broth again")
    entry = AuditEntry.objects.get(verb="booking.shortened")
    assert entry.after == {"stage": 1, "preparation": "8:00:00", "turnaround": "2:00:00"}
    page = lin.get(f"/bookings/{booking.number}")
    assert page.status_code in (200, 302)
    shown = cast.client("lin").get(f"/bookings/{booking.number}").content.decode()
    assert "less turnaround than the rules ask" in shown
    assert "same broth again" in shown
    assert post(lin, asked(("BR300-1", 82, 24))).status_code == 201


def test_it_stays_so_on_its_machine_alone(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    manager = cast.client("manager")
    by_api(manager, booking, preparation="1")
    booking.refresh_from_db()
    body = {"stages": [{"stage": 1, "run": run(24, 24)}]}
    moved = patch(cast.client("lin"), booking.number, body, booking.version).json()
    assert moved["stages"][0]["occupied"] == run(23, 27)
    given = post(cast.client("lin"), {"to": "chen@demo.test"}, f"{API}/{booking.number}/hand-over")
    assert given.json()["stages"][0]["occupied"] == run(23, 27)
    body = {"stages": [{"stage": 1, "run": run(24, 24), "equipment": "BR300-2"}]}
    other = patch(cast.client("lin"), booking.number, body, given.json()["version"]).json()
    assert other["stages"][0]["occupied"] == run(16, 40)
    assert not Stage.objects.get().shortened


def test_a_request_is_approved_as_it_is(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    booking = booked(cast)
    by_api(cast.client("manager"), booking)
    assert booked(cast, ("BR300-1", 82, 24)).status == "requested"
    approved = post(cast.client("manager"), {}, f"{API}/{booking.number}/approve")
    assert (approved.status_code, approved.json()["status"]) == (200, "confirmed")
    assert approved.json()["stages"][0]["occupied"] == run(-8, 82)


@DOORS
@pytest.mark.parametrize(
    "said",
    [
        {"turnaround": "8"},  # what it has
        {"turnaround": "9"},
        {"preparation": "9"},
        {"reason": ""},
        {"stage": 2},
        {"turnaround": "-1"},
    ],
)
def test_it_can_only_be_less(
    cast: Cast, plant: Plant, project: Project, door: Any, said: dict[str, Any]
) -> None:
    booking = booked(cast)
    assert door(cast.client("manager"), booking, **said).status_code == 422
    assert not Override.objects.exists()
    assert Occupation.objects.get().end == at(80)


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("lin", 403), ("operator", 403)])
def test_who_may_not(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    booking = booked(cast)
    for door in (by_api, by_page):
        assert door(cast.client(who), booking).status_code == status
    assert (
        "Less time around"
        not in cast.client("lin").get(f"/bookings/{booking.number}").content.decode()
    )


def test_as_it_was_seen_and_while_it_is_to_come(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    said = Shortening.model_validate(SAID)
    with pytest.raises(Stale):
        shorten(cast.actor("manager"), booking.number, 7, said)
    with clock.at(at(0)):
        post(cast.client("operator"), {"stage": 1}, f"{API}/{booking.number}/start")
    with clock.at(at(1)):
        late = by_api(cast.client("manager"), booking, preparation="1")
        assert (late.status_code, late.json()["code"]) == (409, "wrong_status")
        assert by_api(cast.client("manager"), booking).status_code == 200
    assert Occupation.objects.get().end == at(74)
    assert Stage.objects.get().turnaround == timedelta(hours=2)
