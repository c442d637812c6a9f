"""Blocking a machine for maintenance: what is booked then is named, and stays."""

from typing import Any

import pytest

from bookings.actions.block_for_maintenance import without
from bookings.choices import BookingStatus, OccupationKind
from bookings.events import TimeBlocked
from bookings.models import Booking, Occupation
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import events
from pilotbase.core.timespan import Span
from tests.bookings.asking import asked, at, booked, codes, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
BLOCKS = "/api/v1/equipment/BR300-1/blocks"


def test_blocked_time_is_taken(cast: Cast, plant: Plant, project: Project) -> None:
    body = {"span": run(0, 24), "note": "new gasket"}
    with events.heard(TimeBlocked) as told:
        answer = post(cast.client("manager"), body, BLOCKS)
    assert answer.status_code == 201, answer.content
    block = Occupation.objects.get()
    told_back = {"id": block.pk, "equipment": "BR300-1", **body, "parts": [body["span"]]}
    assert answer.json() == told_back
    assert (block.kind, block.organisation, block.note) == (
        OccupationKind.MAINTENANCE,
        None,
        "new gasket",
    )
    assert told == [TimeBlocked(block.pk)]
    assert AuditEntry.objects.get(verb="machine.blocked").target == "BR300-1"
    refused = post(cast.client("lin"), asked())
    assert codes(refused) == ["time_taken"]
    assert b"gasket" not in refused.content


def test_all_that_is_in_the_way_is_named(cast: Cast, plant: Plant, project: Project) -> None:
    post(cast.client("manager"), {"span": run(100, 10)}, BLOCKS)
    booking = booked(cast)
    answer = post(cast.client("manager"), {"span": run(70, 60)}, BLOCKS)
    assert answer.status_code == 409
    assert [problem["detail"] for problem in answer.json()["problems"]] == [
        f"{booking.number} has BR300-1 from 2027-01-11 Mon 00:00 until 2027-01-14 Thu 16:00.",
        "Maintenance has BR300-1 from 2027-01-15 Fri 12:00 until 2027-01-15 Fri 22:00.",
    ]
    assert answer.json()["next_free"] == run(110, 60)
    assert Occupation.objects.filter(active=True).count() == 2


@pytest.mark.parametrize(("who", "status"), [("lin", 403), ("operator", 403), ("admin", 403)])
def test_who_may_not(cast: Cast, plant: Plant, who: str, status: int) -> None:
    assert post(cast.client(who), {"span": run()}, BLOCKS).status_code == status
    assert not Occupation.objects.exists()


def test_a_machine_that_is_not_there(cast: Cast, plant: Plant) -> None:
    path = BLOCKS.replace("BR300-1", "NOWHERE")
    assert post(cast.client("manager"), {"span": run()}, path).status_code == 404


def choosing(booking: Booking, do: str) -> dict[str, Any]:
    return {"choices": [{"booking": booking.number, "stage": 1, "do": do}]}


def by_api(cast: Cast, booking: Booking, do: str) -> Any:
    body = {"span": run(40, 100), "note": "new gasket"}
    refused = post(cast.client("manager"), body, BLOCKS).json()
    assert refused["choose"] == [{"booking": booking.number, "stage": 1}]
    return post(cast.client("manager"), {**body, **choosing(booking, do)}, BLOCKS)


def by_page(cast: Cast, booking: Booking, do: str) -> Any:
    said = {"start": f"{at(40):%Y-%m-%dT%H:%M}", "hours": "100", "note": "new gasket"}
    manager, path = cast.client("manager"), "/machines/BR300-1/maintenance"
    assert manager.get(path).status_code == 200
    refused = manager.post(path, said)
    assert refused.status_code == 409
    assert f"give_{booking.number}_1" in refused.content.decode()
    return manager.post(path, said | {f"give_{booking.number}_1": do})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


def blocks() -> list[tuple[Any, Any]]:
    rows = Occupation.objects.filter(kind=OccupationKind.MAINTENANCE, active=True)
    return list(rows.order_by("start").values_list("start", "end"))


@DOORS
def test_what_moves_goes_where_it_fits_soonest(
    cast: Cast, plant: Plant, project: Project, door: Any
) -> None:
    booking = booked(cast)
    assert door(cast, booking, "move").status_code in (201, 302)
    assert blocks() == [(at(40), at(140))]
    booking.refresh_from_db()
    stage = booking.stages.get()
    assert (booking.status, stage.equipment, stage.run_start) == (
        BookingStatus.CONFIRMED,
        plant.br300_2,
        at(0),
    )
    verbs = AuditEntry.objects.filter(target=booking.number).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["booking.made", "booking.displaced", "booking.moved"]


@DOORS
def test_what_is_cancelled_is_told_why(
    cast: Cast, plant: Plant, project: Project, door: Any
) -> None:
    booking = booked(cast)
    assert door(cast, booking, "cancel").status_code in (201, 302)
    assert blocks() == [(at(40), at(140))]
    booking.refresh_from_db()
    assert (booking.status, booking.ended_reason) == (BookingStatus.CANCELLED, "new gasket")


@DOORS
def test_or_the_maintenance_is_split_around_it(
    cast: Cast, plant: Plant, project: Project, door: Any
) -> None:
    booking = booked(cast, ("BR300-1", 60, 24))  # taken from 52 to 92
    assert door(cast, booking, "around").status_code in (201, 302)
    assert blocks() == [(at(40), at(52)), (at(92), at(140))]
    booking.refresh_from_db()
    assert booking.version == 1


def test_around_everything_else(cast: Cast, plant: Plant, project: Project) -> None:
    post(cast.client("manager"), {"span": run(100, 10)}, BLOCKS)
    answer = post(cast.client("manager"), {"span": run(90, 30), "around": True}, BLOCKS)
    assert answer.json()["parts"] == [run(90, 10), run(110, 10)]
    none_left = post(cast.client("manager"), {"span": run(91, 5), "around": True}, BLOCKS)
    assert (none_left.status_code, none_left.json()["code"]) == (409, "wrong_status")


def test_what_fits_nowhere_is_displaced_and_what_runs_stays(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    for machine in (plant.br300, plant.br300_2):
        machine.bookable = False
        machine.save()
    body = {"span": run(0, 24), **choosing(booking, "move")}
    assert post(cast.client("manager"), body, BLOCKS).status_code == 201
    booking.refresh_from_db()
    assert booking.status == BookingStatus.DISPLACED
    going = booked(cast, ("DSC-1", 0, 8))
    going.stages.update(status="running")
    path = BLOCKS.replace("BR300-1", "DSC-1")
    refused = post(cast.client("manager"), {"span": run(0, 24), **choosing(going, "move")}, path)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")
    assert len(blocks()) == 1


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([], [(0, 10)]),
        ([(0, 10)], []),
        ([(-5, 15)], []),
        ([(3, 4), (4, 5)], [(0, 3), (5, 10)]),
        ([(-1, 1), (9, 12)], [(1, 9)]),
    ],
)
def test_what_is_left_of_a_span(
    others: list[tuple[float, float]], left: list[tuple[float, float]]
) -> None:
    spans = [Span(start=at(a), end=at(b)) for a, b in others]
    found = without(Span(start=at(0), end=at(10)), spans)
    assert [(one.start, one.end) for one in found] == [(at(a), at(b)) for a, b in left]
