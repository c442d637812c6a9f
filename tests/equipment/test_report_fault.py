"""Anyone who may use a machine says what is wrong with it; others learn nothing of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from equipment.actions.report_fault import report_fault
from equipment.errors import OutOfService
from equipment.events import FaultReported
from equipment.models import FaultReport
from equipment.schemas.faults import FaultSaid
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAID = {"text": "seal leaks at 600 rpm", "severity": "stops"}


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


def told(cast: Cast, who: str, door: str, **more: Any) -> Any:
    if door == "page":
        return cast.client(who).post("/machines/BR300-1/fault", SAID | more)
    url = "/api/v1/equipment/BR300-1/faults"
    return cast.bearer(who).post(url, SAID | more, content_type="application/json")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen", "operator", "technician", "manager", "quality"])
def test_who_may_use_it_reports(cast: Cast, who: str, door: str) -> None:
    with heard(FaultReported) as news:
        assert told(cast, who, door).status_code in OK
    row = FaultReport.objects.get()
    assert news == [FaultReported(row.pk)]
    assert (row.status, row.severity, row.reported_by) == ("open", "stops", cast.people[who])
    assert (row.organisation, row.facility) == (cast.actor(who).organisation, cast.facility)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.facility_id) == ("faultreport.made", cast.facility.pk)


@pytest.mark.parametrize("door", DOORS)
def test_another_tenant_learns_nothing(cast: Cast, door: str) -> None:
    told(cast, "lin", door)
    row = FaultReport.objects.get()
    for who in ("chen", "operator", "technician", "quality"):
        assert SAID["text"] in shown(cast, who, f"/faults/{row.pk}"), who
        assert SAID["text"] in shown(cast, who, "/faults")
    for who in ("eve", "finance", "admin"):
        assert cast.client(who).get(f"/faults/{row.pk}").status_code == 404, who
        assert SAID["text"] not in shown(cast, who, "/faults")
        assert cast.bearer(who).get(f"/api/v1/faults/{row.pk}").status_code == 404
        assert cast.bearer(who).get("/api/v1/faults").json()["items"] == []
    assert "seal" in shown(cast, "lin", "/machines/BR300-1")
    assert "seal" not in shown(cast, "eve", "/machines/BR300-1")


@pytest.mark.parametrize("door", DOORS)
def test_others_report_none(cast: Cast, door: str) -> None:
    for who in ("finance", "admin", "biosafety"):
        assert told(cast, who, door).status_code == 403, who
    with pytest.raises(Missing):
        report_fault(cast.actor("lin"), "BR999", FaultSaid(text="x"))
    assert told(cast, "lin", door, text="").status_code == 422
    assert not FaultReport.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_who_may_takes_it_out_of_service(cast: Cast, plant: Plant, door: str) -> None:
    assert told(cast, "operator", door, take_out=True).status_code in OK
    plant.br300.refresh_from_db()
    row = FaultReport.objects.get()
    assert plant.br300.out_of_service_reason == f"F-{row.pk}"
    with pytest.raises(OutOfService):
        report_fault(cast.actor("operator"), "BR300-1", FaultSaid(text="again", take_out=True))
    assert FaultReport.objects.count() == 1  # all of it or nothing


def test_a_tenant_does_not(cast: Cast, plant: Plant) -> None:
    with pytest.raises(NotAllowed):
        report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="x", take_out=True))
    assert "take_out" not in shown(cast, "lin", "/machines/BR300-1/fault")
    assert told(cast, "lin", "page", take_out="on").status_code == 302
    plant.br300.refresh_from_db()
    assert plant.br300.out_of_service_since is None


def test_today_and_the_list(cast: Cast) -> None:
    told(cast, "lin", "api")
    for who in ("operator", "manager"):
        assert "Fault on BR300-1: Reported" in shown(cast, who, "/")
    assert "Fault on BR300-1" not in shown(cast, "technician", "/")
    assert "1 fault is not resolved" in shown(cast, "operator", "/faults")
    assert SAID["text"] in shown(cast, "operator", "/faults?status=open&machine=br300")
    part = cast.client("operator").get("/faults?status=resolved", headers={"HX-Request": "true"})
    assert "No report fits" in part.content.decode()
    found = cast.bearer("operator").get("/api/v1/faults?equipment=BR300-1&open=true").json()
    assert [one["text"] for one in found["items"]] == [SAID["text"]]
