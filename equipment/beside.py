"""What a machine's page shows besides what it does: its upkeep, and who may work on it."""

from typing import Any

from equipment.calibration import valid_until
from equipment.choices import QualificationLevel
from equipment.models import Equipment, MaintenancePlan
from equipment.qualifications import holding
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock


def beside(actor: Actor, machine: Equipment) -> dict[str, Any]:
    """For the templates ``equipment/_machine_*.html``."""
    today = clock.today()
    plans = MaintenancePlan.objects.visible_to(actor).in_force(today).filter(equipment=machine)
    return {
        "today": today,
        "upkeep": list(plans.order_by("due_on", "pk")),
        "valid_until": valid_until([machine.pk]).get(machine.pk),
        "own_level": _own_level(actor, machine),
    }


def _own_level(actor: Actor, machine: Equipment) -> QualificationLevel | None:
    """What the reader may do on it today, where that takes a qualification."""
    of, person = machine.equipment_class, actor.person_id
    if person is None or not of.needs_qualification:
        return None
    return holding([person], [of.pk], clock.today()).get((person, of.pk))
