"""A report moves on by its table of steps, and whoever reported it reads the answer."""

from collections.abc import Iterator
from typing import Any

import pytest

from equipment.actions.move_fault import move_fault
from equipment.actions.report_fault import report_fault
from equipment.choices import FAULT_TRANSITIONS, FaultStatus
from equipment.errors import NoSuchStep
from equipment.events import FaultChanged
from equipment.models import FaultReport
from equipment.schemas.faults import FaultMove, FaultSaid
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed, Stale, Unconditional
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
MENDED = {"status": "resolved", "answer": "a new seal"}


@pytest.fixture
def row(plant: Plant, cast: Cast) -> Iterator[FaultReport]:
    with clock.at(NOON):
        yield report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="seal leaks"))


def moved(cast: Cast, who: str, door: str, row: FaultReport, body: Any, version: int = 1) -> Any:
    if door == "page":
        said = body | ({"version": version} if version else {})
        return cast.client(who).post(f"/faults/{row.pk}/move", said)
    headers = {"If-Match": f'"{version}"'} if version else {}
    url, kind = f"/api/v1/faults/{row.pk}", "application/json"
    return cast.bearer(who).patch(url, body, content_type=kind, headers=headers)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_it_is_mended_and_said_so(cast: Cast, row: FaultReport, who: str, door: str) -> None:
    with heard(FaultChanged) as news:
        assert moved(cast, who, door, row, MENDED).status_code in OK
    assert news == [FaultChanged(row.pk)]
    row.refresh_from_db()
    assert (row.status, row.closed_at, row.version) == ("resolved", NOON, 2)
    assert "a new seal" in shown(cast, "lin", f"/faults/{row.pk}")
    assert cast.bearer("lin").get(f"/api/v1/faults/{row.pk}").json()["answer"] == "a new seal"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"status": "open"}, {"status": "resolved"})


@pytest.mark.parametrize("before", list(FaultStatus))
def test_only_by_its_steps(cast: Cast, row: FaultReport, before: FaultStatus) -> None:
    operator = cast.actor("operator")
    for after in FaultStatus:
        FaultReport.objects.filter(pk=row.pk).update(status=before, version=1)
        if after in FAULT_TRANSITIONS[before]:
            went = move_fault(operator, row.pk, 1, FaultMove(status=after))
            assert went.is_open == (went.closed_at is None)
        else:
            with pytest.raises(NoSuchStep):
                move_fault(operator, row.pk, 1, FaultMove(status=after))


def test_an_answer_alone_moves_nothing(cast: Cast, row: FaultReport) -> None:
    answered = FaultMove(status=FaultStatus.OPEN, answer="on Thursday")
    move_fault(cast.actor("operator"), row.pk, 1, answered)
    kept = move_fault(cast.actor("operator"), row.pk, 2, FaultMove(status=FaultStatus.IN_REPAIR))
    assert (kept.status, kept.answer) == ("in_repair", "on Thursday")


@pytest.mark.parametrize("door", DOORS)
def test_others_do_not(cast: Cast, row: FaultReport, door: str) -> None:
    for who, status in (("lin", 403), ("technician", 403), ("quality", 403), ("eve", 404)):
        assert moved(cast, who, door, row, MENDED).status_code == status, who
    with pytest.raises(NotAllowed):
        move_fault(cast.actor("lin"), row.pk, 1, FaultMove.model_validate(MENDED))
    with pytest.raises(Missing):
        move_fault(cast.actor("eve"), row.pk, 1, FaultMove.model_validate(MENDED))


@pytest.mark.parametrize("door", DOORS)
def test_by_who_has_seen_it(cast: Cast, row: FaultReport, door: str) -> None:
    assert moved(cast, "operator", door, row, MENDED, 0).status_code in (422, 428)
    assert moved(cast, "operator", door, row, MENDED, 7).status_code in (412, 422)
    with pytest.raises(Unconditional):
        move_fault(cast.actor("operator"), row.pk, None, FaultMove.model_validate(MENDED))
    with pytest.raises(Stale):
        move_fault(cast.actor("operator"), row.pk, 7, FaultMove.model_validate(MENDED))
    row.refresh_from_db()
    assert row.status == "open"


@pytest.mark.parametrize("door", DOORS)
def test_with_it_the_machine_goes_out_of_service(
    cast: Cast, plant: Plant, row: FaultReport, door: str
) -> None:
    body = {"status": "in_repair", "take_out": True}
    assert moved(cast, "operator", door, row, body).status_code in OK
    plant.br300.refresh_from_db()
    assert plant.br300.out_of_service_since == NOON
    assert "seal" not in plant.br300.out_of_service_reason
    assert "take_out" not in shown(cast, "operator", f"/faults/{row.pk}")
