"""Getting in line: last, offered at once what is free, and first when something becomes free."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.choices import OccupationKind, StageStatus, WaitStatus
from bookings.events import SlotOffered
from bookings.models import Booking, Occupation, WaitEntry
from bookings.timeline import Face, timeline
from bookings.waiting import OFFERED_FOR
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, NOW, at, booked, codes, post, run
from tests.bookings.in_line import waits, wanting
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db
WAITING = "/api/v1/waiting"


def by_api(cast: Cast) -> Any:
    return post(cast.client("lin"), wanting(), WAITING)


def by_page(cast: Cast) -> Any:
    lin = cast.client("lin")
    assert lin.get("/waiting").status_code == 200
    times = {"since": f"{at(0):%Y-%m-%dT%H:%M}", "until": f"{at(96):%Y-%m-%dT%H:%M}"}
    return lin.post("/waiting", {"project": "P-0004", "what": "BR300-1", "hours": "48", **times})


@pytest.mark.parametrize("door", [by_api, by_page])
def test_both_doors_get_one_in_line(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    booked(cast)
    answer = door(cast)
    assert answer.status_code in (201, 302), answer.content
    entry = WaitEntry.objects.get()
    assert (entry.status, entry.organisation, entry.equipment, entry.length) == (
        WaitStatus.WAITING,
        cast.startup,
        plant.br300,
        timedelta(hours=48),
    )
    assert Occupation.objects.count() == 1
    listed = cast.client("lin").get(WAITING).json()["items"]
    assert [(one["id"], one["ahead"], one["offer"]) for one in listed] == [(entry.pk, 0, None)]
    assert cast.client("eve").get(WAITING).json()["items"] == []


def test_what_is_free_already_is_offered_at_once(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booked(cast)
    with events.heard(SlotOffered) as told:
        entry = waits(cast, 0, 200)
    assert told == [SlotOffered(entry.pk)]
    assert (entry.status, entry.offered_start) == (WaitStatus.OFFERED, at(88))
    hold = Occupation.objects.get(kind=OccupationKind.HOLD)
    assert (hold.start, hold.end, hold.lapses_at) == (at(80), at(144), NOW + OFFERED_FOR)
    assert hold.organisation == cast.startup
    assert "2027-01-15" in cast.client("lin").get("/waiting").content.decode()


def test_the_first_in_line_is_held_what_is_freed(
    cast: Cast, plant: Plant, project: Project
) -> None:
    theirs = a_project(cast, cast.rival, "P-0009")
    booking = booked(cast)
    first = waits(cast, by="eve", project=theirs.code)
    second = waits(cast)
    post(cast.client("lin"), {}, f"{API}/{booking.number}/cancel")
    for entry in (first, second):
        entry.refresh_from_db()
    assert (first.status, second.status) == (WaitStatus.OFFERED, WaitStatus.WAITING)
    assert Notice.objects.get(kind="slot_offered").user == cast.eve
    recorded = AuditEntry.objects.get(verb="waitentry.offered")
    assert recorded.acting_as == "job:wait_list"
    again = post(cast.client("lin"), {"project": "P-0004", "stages": [_stage(0, 48)]})
    assert codes(again) == ["time_taken"]  # not even by who is second
    faces = [
        [block.face for block in timeline(cast.actor(who), (at(-24), at(96)), True).blocks[pk]]
        for who, pk in (("eve", plant.br300.pk), ("lin", plant.br300.pk))
    ]
    assert faces == [[Face.HOLD], [Face.OCCUPIED]]


def _stage(start: float, hours: float) -> dict[str, Any]:
    return {"equipment": "BR300-1", "run": run(start, hours)}


def test_any_of_a_class_within_a_window(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast, ("BR300-1", 0, 72), ("BR300-2", 0, 72))
    entry = waits(cast, equipment_class="BR300")
    assert entry.status == WaitStatus.WAITING
    other = booked(cast, ("BR300-2", 100, 4))
    post(cast.client("lin"), {}, f"{API}/{Booking.objects.earliest('pk').number}/cancel")
    entry.refresh_from_db()
    assert (entry.status, entry.offer and entry.offer.machine.tag) == (
        WaitStatus.OFFERED,
        "BR300-1",
    )
    assert other.status == "confirmed"


def test_who_is_displaced_comes_before_the_line(cast: Cast, plant: Plant, project: Project) -> None:
    displaced = booked(cast, ("BR300-2", 0, 72))
    displaced.stages.update(status=StageStatus.DISPLACED)
    Booking.objects.filter(pk=displaced.pk).update(status="displaced")
    entry = waits(cast, 0, 200)
    assert entry.status == WaitStatus.WAITING
    post(cast.client("lin"), {}, f"{API}/{displaced.number}/cancel")
    again = waits(cast, 0, 200)
    assert again.status == WaitStatus.OFFERED


def test_nothing_is_offered_that_could_not_be_booked(
    cast: Cast, plant: Plant, project: Project
) -> None:
    """Neither what has begun, nor what a rule refuses; lead time counts from getting in line."""
    plant.vessels.lead_days = 10
    plant.vessels.longest = timedelta(hours=60)
    plant.vessels.save()
    booking = booked(cast, ("BR300-1", 0, 60))
    soon, long = waits(cast, 0, 60, 48), waits(cast, 0, 96, 72)
    with clock.at(at(-9)):
        post(cast.client("manager"), {}, f"{API}/{booking.number}/cancel")
    for entry in (soon, long):
        entry.refresh_from_db()
    assert (soon.status, long.status) == (WaitStatus.OFFERED, WaitStatus.WAITING)
    assert soon.offer is not None
    assert soon.offer.lapses_at == at(-8)  # not after it would begin
    with clock.at(at(20)):
        late = waits(cast, 0, 60, 48)
    assert late.status == WaitStatus.WAITING


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"equipment": "NONE-1"}, "equipment"),
        ({"equipment": None, "equipment_class": "NONE"}, "equipment_class"),
        ({"equipment_class": "BR300", "equipment": "BR300-1"}, None),
        ({"hours": "97"}, None),
        ({"hours": "0"}, "hours"),
        ({"project": "P-9999"}, "project"),
    ],
)
def test_bad_input(
    cast: Cast, plant: Plant, project: Project, wrong: dict[str, Any], field: str | None
) -> None:
    answer = post(cast.client("lin"), wanting() | wrong, WAITING)
    assert answer.status_code == 422, answer.content
    assert field is None or answer.json()["field"] == field


def test_who_may_not(cast: Cast, plant: Plant, project: Project) -> None:
    assert post(cast.client("operator"), wanting(), WAITING).status_code == 403
    assert post(cast.client("eve"), wanting(), WAITING).status_code == 422
