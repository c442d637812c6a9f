"""What comes round on a machine is planned by the manager and the quality manager."""

from datetime import date

import pytest

from equipment.actions.save_plan import retire_plan, save_plan
from equipment.models import MaintenancePlan
from equipment.schemas.upkeep import PlanData, PlanWanted
from equipment.upkeep import due_soon, plans_for
from pilotbase.accounts.masterdata import Exists
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed, Stale
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SAID = {
    "code": "CAL-PH",
    "equipment": "BR300-1",
    "kind": "calibration",
    "name_zh": "pH 电极校准",
    "name_en": "pH probe",
    "due_on": "2026-12-10",
}


def said(**more: object) -> PlanData:
    return PlanData.model_validate({**SAID, **more})


@pytest.mark.parametrize("who", ["manager", "quality"])
def test_they_plan_and_change_it(plant: Plant, cast: Cast, who: str) -> None:
    plan = save_plan(cast.actor(who), said())
    assert (plan.equipment, plan.every_days, plan.version) == (plant.br300, 365, 1)
    with pytest.raises(Exists):
        save_plan(cast.actor(who), said())
    changed = save_plan(cast.actor(who), said(every_days=90), plan.version)
    assert (changed.every_days, changed.version) == (90, 2)
    with pytest.raises(Stale):
        save_plan(cast.actor(who), said(every_days=30), 1)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.facility_id) == ("maintenanceplan.changed", cast.facility.pk)


@pytest.mark.parametrize("who", ["eve", "lin", "operator", "technician", "finance", "admin"])
def test_others_may_not(plant: Plant, cast: Cast, who: str) -> None:
    plan = save_plan(cast.actor("manager"), said())
    with pytest.raises(NotAllowed):
        save_plan(cast.actor(who), said(code="X"))
    with pytest.raises(NotAllowed):
        retire_plan(cast.actor(who), plan.code, plan.version, date(2027, 1, 1))


def test_an_unknown_machine_is_said_beside_its_field(plant: Plant, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_plan(cast.actor("quality"), said(equipment="BR999"))
    assert refused.value.field == "equipment"


def test_what_is_retired_is_due_no_more(plant: Plant, cast: Cast) -> None:
    quality = cast.actor("quality")
    with clock.at(NOON):
        first = save_plan(quality, said())
        save_plan(quality, said(code="CAL-DO", due_on="2026-11-20"))
        save_plan(quality, said(code="YEARLY", due_on="2027-06-01"))
        assert [plan.code for plan in due_soon(quality)] == ["CAL-DO", "CAL-PH"]
        wanted = PlanWanted(equipment="BR300-1", due_by=date(2026, 11, 25))
        assert [plan.code for plan in plans_for(quality, wanted)] == ["CAL-DO"]
        retire_plan(quality, first.code, first.version, date(2026, 11, 25))
        assert [plan.code for plan in due_soon(quality)] == ["CAL-DO"]
    MaintenancePlan.objects.filter(code="CAL-DO").update(equipment=plant.dsc)
    plant.dsc.retired_from = date(2026, 11, 1)
    plant.dsc.save()
    with clock.at(NOON):
        assert not due_soon(quality).exists()


def test_the_manager_plans_on_her_page(plant: Plant, cast: Cast) -> None:
    assert cast.client("manager").post("/plant/plans/new", SAID).status_code == 302
    page = cast.client("manager").get("/plant/plans").content.decode()
    assert "CAL-PH" in page
    assert "Calibration" in page
    assert cast.client("operator").get("/plant/plans").status_code == 403
