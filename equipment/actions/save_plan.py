"""Plan what comes round on a machine: a calibration, an inspection, maintenance."""

from datetime import date

from equipment.models import Equipment, MaintenancePlan
from equipment.schemas.upkeep import PlanData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb

PLACE = "equipment__facility"


@verb
def save_plan(actor: Actor, data: PlanData, version: int | None = None) -> MaintenancePlan:
    """Raises NotAllowed, Invalid for an unknown machine, Exists, Missing, Unconditional, Stale."""
    actor.require(Permission.PLAN_MAINTENANCE)
    machine = refer(here(actor, Equipment.objects.all()), "equipment", tag=data.equipment)
    values = data.model_dump(exclude={"code", "equipment"}) | {"equipment": machine}
    rows = here(actor, MaintenancePlan.objects.all(), PLACE)
    return masterdata.put(actor, rows, {"code": data.code}, values, version)


@verb
def retire_plan(actor: Actor, code: str, version: int | None, day: date) -> MaintenancePlan:
    """From that day on nothing of it is due. Raises NotAllowed, Missing, Unconditional, Stale."""
    actor.require(Permission.PLAN_MAINTENANCE)
    rows = here(actor, MaintenancePlan.objects.all(), PLACE)
    return masterdata.retire(actor, rows, code, version, day)
