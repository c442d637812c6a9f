"""Blocking a machine for maintenance: what is booked then is named, and stays."""

import pytest

from bookings.choices import OccupationKind
from bookings.events import TimeBlocked
from bookings.models import Occupation
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import events
from tests.bookings.asking import asked, booked, codes, post, run
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
    assert answer.json() == {"id": block.pk, "equipment": "BR300-1", **body}
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
