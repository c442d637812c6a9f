"""Register a machine, change what is known of it, or retire it from a day on."""

from datetime import date
from typing import Any

from equipment.capabilities import codes_of
from equipment.events import EquipmentRetires
from equipment.models import Area, CurrentState, Equipment, EquipmentClass
from equipment.schemas.plant import EquipmentData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def save_equipment(actor: Actor, data: EquipmentData, version: int | None = None) -> Equipment:
    """Raises NotAllowed, Exists, Missing, Stale, Invalid for an unknown area, class, capability."""
    actor.require(Permission.MANAGE_PLANT)
    values: dict[str, Any] = data.model_dump(exclude={"tag", "area", "equipment_class"}) | {
        "facility": facility_of(actor),
        "area": refer(here(actor, Area.objects.all()), "area", code=data.area),
        "equipment_class": refer(
            here(actor, EquipmentClass.objects.all()), "equipment_class", code=data.equipment_class
        ),
        "capabilities": codes_of(actor, data.capabilities),
    }
    machine = masterdata.put(
        actor, here(actor, Equipment.objects.all()), {"tag": data.tag}, values, version
    )
    CurrentState.objects.get_or_create(equipment=machine, defaults={"since": clock.now()})
    return machine


@verb
def retire_equipment(actor: Actor, tag: str, version: int | None, day: date) -> Equipment:
    """Raises StillNeeded, from the apps above, while bookings of that day or later stand."""
    actor.require(Permission.MANAGE_PLANT)
    machine = masterdata.retire(actor, here(actor, Equipment.objects.all()), tag, version, day)
    emit(EquipmentRetires(machine.pk, day))
    return machine
