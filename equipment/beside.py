"""What a machine's page shows besides what it does: its upkeep, as far as the reader may see."""

from typing import Any

from equipment.calibration import valid_until
from equipment.models import Equipment, MaintenancePlan
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
    }
