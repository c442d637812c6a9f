"""Keep the fee schedule: what one started unit of a class costs, and the factors by price class."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bookings.models import RateCard, RateLine
from equipment.choices import FeeUnit
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.schemas import Code, Command
from pilotbase.core.verbs import verb

Factor = Annotated[Decimal, Field(ge=0, le=10, max_digits=5, decimal_places=4)]


class RateData(Command):
    """One line of the card that is valid from a day; its factors are the whole card's."""

    valid_from: date
    equipment_class: Code
    unit: FeeUnit
    amount: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
    park_factor: Factor = Decimal("0.8")
    internal_factor: Factor = Decimal("0.4")


@verb
def save_rate(actor: Actor, data: RateData, version: int | None = None) -> RateLine:
    """Said again for the same day and class, it is said anew; what is booked keeps its price.

    Raises NotAllowed, and Invalid for an unknown class.
    """
    actor.require(Permission.MANAGE_PRICES)
    of = refer(
        here(actor, EquipmentClass.objects.all()), "equipment_class", code=data.equipment_class
    )
    card, _made = RateCard.objects.update_or_create(
        facility=facility_of(actor),
        valid_from=data.valid_from,
        defaults={"park_factor": data.park_factor, "internal_factor": data.internal_factor},
    )
    line, _made = RateLine.objects.update_or_create(
        card=card, equipment_class=of, defaults={"unit": data.unit, "amount": data.amount}
    )
    record(actor, "rateline.said", line, after=data.model_dump(mode="json"))
    return line
