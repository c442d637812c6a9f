"""One stage becomes two, judged by every rule, with the time between them free."""

from collections.abc import Callable
from typing import Any

import pytest

from bookings.choices import BookingStatus
from bookings.events import BookingMoved
from bookings.models import Booking, Occupation
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import events
from tests.bookings.asking import API, asked, at, booked, codes, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def parts(*spans: tuple[float, float], stage: int = 1) -> dict[str, Any]:
    return {"stage": stage, "parts": [run(start, hours) for start, hours in spans]}


def by_api(cast: Cast, booking: Booking, until: float, since: float) -> Any:
    body = parts((0, until), (since, 72 - since))
    path = f"{API}/{booking.number}/split"
    return post(cast.client("lin"), body, path, **{"If-Match": f'"{booking.version}"'})


def by_page(cast: Cast, booking: Booking, until: float, since: float) -> Any:
    times = {"until": f"{at(until):%Y-%m-%dT%H:%M}", "since": f"{at(since):%Y-%m-%dT%H:%M}"}
    said = {"version": booking.version, "stage": 1, **times}
    return cast.client("lin").post(f"/bookings/{booking.number}/split", said)


Door = Callable[[Cast, Booking, float, float], Any]


@pytest.mark.parametrize("door", [by_api, by_page])
def test_both_doors_split_it(cast: Cast, plant: Plant, project: Project, door: Door) -> None:
    booking = booked(cast)
    with events.heard(BookingMoved) as told:
        answer = door(cast, booking, 10, 60)
    assert answer.status_code in (200, 302), answer.content
    assert told == [BookingMoved(booking.pk)]
    taken = Occupation.objects.filter(active=True).order_by("start")
    assert [(row.start, row.end) for row in taken] == [(at(-8), at(18)), (at(52), at(80))]
    booking.refresh_from_db()
    assert (booking.status, booking.version) == (BookingStatus.CONFIRMED, 2)
    assert booking.price == 2 * 2 * 3800  # each has two started days
    entry = AuditEntry.objects.get(verb="booking.split")
    assert (list(entry.before or {}), list(entry.after or {})) == (["1"], ["1", "2"])
    between = asked(("BR300-1", 26, 18))
    assert post(cast.client("chen"), between).status_code == 201


@pytest.mark.parametrize("door", [by_api, by_page])
def test_every_rule_is_asked_of_both(
    cast: Cast, plant: Plant, project: Project, door: Door
) -> None:
    booking = booked(cast)
    answer = door(cast, booking, 10, 70)
    assert answer.status_code == 409
    assert door is by_page or codes(answer) == ["too_short"]
    answer = door(cast, booking, 10, 20)
    assert answer.status_code == 409
    assert door is by_page or codes(answer) == ["stages_overlap"]
    assert (Occupation.objects.get().start, booking.stages.count()) == (at(-8), 1)


def test_it_is_asked_for_again_where_times_are_approved(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    plant.vessels.approves_itself = False
    plant.vessels.save()
    assert by_api(cast, booking, 10, 60).json()["status"] == "requested"
    held = Occupation.objects.filter(active=True)
    assert {(row.kind, row.lapses_at is None) for row in held} == {("request", False)}


def test_what_cannot_be_split(cast: Cast, plant: Plant, project: Project) -> None:
    many = [("DSC-1", n * 10, 4) for n in range(11)]
    booking = booked(cast, ("BR300-1", 0, 72), *many)
    answer = by_api(cast, booking, 10, 60)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")
    booking.stages.update(status="running")
    assert by_api(cast, booking, 10, 60).json()["code"] == "wrong_status"
    path = f"{API}/{booking.number}/split"
    absent = post(cast.client("lin"), parts((0, 9), (30, 9), stage=12), path)
    assert absent.status_code in (422, 428)
    assert post(cast.client("eve"), parts((0, 9), (30, 9)), path).status_code == 404
    assert post(cast.client("operator"), parts((0, 9), (30, 9)), path).status_code == 403
    assert post(cast.client("lin"), parts((0, 9), (30, 9)), path).status_code == 428
