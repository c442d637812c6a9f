"""What a machine's page shows besides what it does: its upkeep, its faults, who may work on it."""

from typing import Any

from equipment.calibration import valid_until
from equipment.choices import QualificationLevel
from equipment.models import Equipment, FaultReport, MachineSubscription, MaintenancePlan
from equipment.qualifications import holding
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock


def beside(actor: Actor, machine: Equipment) -> dict[str, Any]:
    """For the templates ``equipment/_machine_*.html``."""
    today = clock.today()
    plans = MaintenancePlan.objects.visible_to(actor).in_force(today).filter(equipment=machine)
    return {
        "today": today,
        "upkeep": list(plans.order_by("due_on", "pk")),
        "valid_until": valid_until(machine),
        "own_level": _own_level(actor, machine),
        **_faults(actor, machine),
    }


def _faults(actor: Actor, machine: Equipment) -> dict[str, Any]:
    """What is wrong with it, as far as the reader may know, and whether she follows it."""
    elsewhere = actor.facility is not None and actor.facility.pk != machine.facility_id
    if not actor.may(Permission.USE_MACHINE) or elsewhere:
        return {"may_use": False}
    follows = MachineSubscription.objects.filter(equipment=machine, user=actor.person_id)
    rows = FaultReport.objects.visible_to(actor).open().filter(equipment=machine)
    return {"may_use": True, "faults": list(rows[:5]), "follows": follows.exists()}


def _own_level(actor: Actor, machine: Equipment) -> QualificationLevel | None:
    """What the reader may do on it today, where that takes a qualification."""
    of, person = machine.equipment_class, actor.person_id
    if person is None or not of.needs_qualification:
        return None
    return holding([person], [of.pk], clock.today()).get((person, of.pk))
