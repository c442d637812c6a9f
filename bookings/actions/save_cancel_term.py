"""Keep the terms of cancelling: what is owed of the price, by how long before it was said."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bookings.models import CancelTerm
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.schemas import Code, Command
from pilotbase.core.verbs import verb

Hours = Annotated[Decimal, Field(ge=0, le=8760, decimal_places=2)]


class CancelTermData(Command):
    """Of one class, or of all that have no lines of their own; ``notice`` in hours."""

    equipment_class: Code | None = None
    notice: Hours
    percent: Annotated[int, Field(ge=0, le=100)]


@verb
def save_cancel_term(actor: Actor, data: CancelTermData, version: int | None = None) -> CancelTerm:
    """Said again for the same class and notice, it is said anew.

    Raises NotAllowed, and Invalid for an unknown class.
    """
    actor.require(Permission.MANAGE_PRICES)
    of = None
    if data.equipment_class is not None:
        classes = here(actor, EquipmentClass.objects.all())
        of = refer(classes, "equipment_class", code=data.equipment_class)
    term, _made = CancelTerm.objects.update_or_create(
        facility=facility_of(actor),
        equipment_class=of,
        notice=timedelta(minutes=int(data.notice * 60)),
        defaults={"percent": data.percent},
    )
    record(actor, "cancelterm.said", term, after=data.model_dump(mode="json"))
    return term
