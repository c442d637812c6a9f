"""Say what a class of machines draws from a utility, in which phase of a booking."""

from equipment.actions.save_class import hours
from equipment.models import ClassDemand, EquipmentClass, Utility
from equipment.schemas.plant import DemandData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb


@verb
def save_demand(actor: Actor, data: DemandData, version: int | None = None) -> ClassDemand:
    """One demand for each class, utility and phase: said again, it is said anew.

    Bookings that stand keep the draws they were made with. Raises NotAllowed and Invalid.
    """
    actor.require(Permission.MANAGE_PLANT)
    classes = here(actor, EquipmentClass.objects.all())
    utilities = here(actor, Utility.objects.all())
    demand, _made = ClassDemand.objects.update_or_create(
        equipment_class=refer(classes, "equipment_class", code=data.equipment_class),
        utility=refer(utilities, "utility", code=data.utility),
        phase=data.phase,
        defaults={
            "offset": hours(data.offset),
            "length": None if data.length is None else hours(data.length),
            "amount": data.amount,
        },
    )
    record(actor, "classdemand.said", demand, after=data.model_dump(mode="json"))
    return demand
