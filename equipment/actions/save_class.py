"""Keep a class of equipment: its kind, its times, its booking rules."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from equipment.events import ClassRetires
from equipment.models import EquipmentClass
from equipment.schemas.plant import ClassData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb

HOURS = ("preparation", "turnaround", "granularity", "shortest", "longest")


@verb
def save_class(actor: Actor, data: ClassData, version: int | None = None) -> EquipmentClass:
    """What is booked keeps the times it was booked with.

    Raises NotAllowed, Invalid, Exists, Missing, Unconditional and Stale.
    """
    actor.require(Permission.MANAGE_PLANT)
    if data.longest < data.shortest:
        raise Invalid(_("The longest run is shorter than the shortest."), field="longest")
    values: dict[str, Any] = data.model_dump(exclude={"code", *HOURS})
    values |= {name: hours(getattr(data, name)) for name in HOURS}
    values["facility"] = facility_of(actor)
    rows = here(actor, EquipmentClass.objects.all())
    return masterdata.put(actor, rows, {"code": data.code}, values, version)


@verb
def retire_class(actor: Actor, code: str, version: int | None, day: date) -> EquipmentClass:
    """Raises StillNeeded, from the apps above, while bookings of that day or later stand."""
    actor.require(Permission.MANAGE_PLANT)
    of = masterdata.retire(actor, here(actor, EquipmentClass.objects.all()), code, version, day)
    emit(ClassRetires(of.pk, day))
    return of


def hours(number: Any) -> timedelta:
    """Hours as a whole number of minutes."""
    return timedelta(minutes=round(number * 60))
