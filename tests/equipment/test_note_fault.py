"""The staff's notes on a fault are read by the staff."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from equipment.actions.note_fault import note_fault
from equipment.actions.report_fault import report_fault
from equipment.models import FaultNote, FaultReport
from equipment.schemas.faults import FaultNoteSaid, FaultSaid
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
TEXT = "third seal this year"


@pytest.fixture
def row(plant: Plant, cast: Cast) -> Iterator[FaultReport]:
    with clock.at(NOON):
        yield report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="seal leaks"))


def noted(cast: Cast, who: str, door: str, row: FaultReport, text: str = TEXT) -> int:
    if door == "page":
        return cast.client(who).post(f"/faults/{row.pk}/notes", {"text": text}).status_code
    url, kind = f"/api/v1/faults/{row.pk}/notes", "application/json"
    return cast.bearer(who).post(url, {"text": text}, content_type=kind).status_code


@pytest.mark.parametrize("door", DOORS)
def test_the_staff_read_it_and_no_tenant(cast: Cast, row: FaultReport, door: str) -> None:
    assert noted(cast, "operator", door, row) in OK
    for who in ("operator", "technician", "quality"):
        assert TEXT in shown(cast, who, f"/faults/{row.pk}")
        notes = cast.bearer(who).get(f"/api/v1/faults/{row.pk}").json()["notes"]
        assert [note["text"] for note in notes] == [TEXT]
    for who in ("lin", "chen"):
        assert TEXT not in shown(cast, who, f"/faults/{row.pk}")
        assert cast.bearer(who).get(f"/api/v1/faults/{row.pk}").json()["notes"] is None


@pytest.mark.parametrize("door", DOORS)
def test_others_note_nothing(cast: Cast, row: FaultReport, door: str) -> None:
    for who, status in (("lin", 403), ("technician", 403), ("eve", 404)):
        assert noted(cast, who, door, row) == status, who
    assert noted(cast, "operator", door, row, "") == 422
    with pytest.raises(NotAllowed):
        note_fault(cast.actor("lin"), row.pk, FaultNoteSaid(text="x"))
    with pytest.raises(Missing):
        note_fault(cast.actor("eve"), row.pk, FaultNoteSaid(text="x"))


def test_what_is_noted_stays(cast: Cast, row: FaultReport) -> None:
    note_fault(cast.actor("manager"), row.pk, FaultNoteSaid(text=TEXT))
    with pytest.raises(IntegrityError), transaction.atomic():
        FaultNote.objects.all().update(text="nothing")
