"""What a class costs whoever looks: the fee schedule in words and figures."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bookings.models import RateLine
from bookings.pricing import Factors, unit_price
from equipment.choices import FeeUnit
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import PriceClass


class Fee(NamedTuple):
    """The price of one started unit of a class for this price class, in CNY."""

    unit: FeeUnit
    price: Decimal
    price_class: PriceClass


def price_class_of(actor: Actor) -> PriceClass:
    """Her organisation's; strangers and staff read the external prices."""
    organisation = actor.organisation
    return PriceClass(organisation.price_class) if organisation else PriceClass.EXTERNAL


def fees_on(day: date, classes: Iterable[int], price_class: PriceClass) -> dict[int, Fee]:
    """By class the newest rate that is valid on the day; absent where none was said."""
    rows = RateLine.objects.filter(card__valid_from__lte=day, equipment_class__in=set(classes))
    found = {}
    for line in rows.select_related("card").order_by("card__valid_from"):
        factors = Factors(line.card.park_factor, line.card.internal_factor)
        price = unit_price(line.amount, factors, price_class)
        found[line.equipment_class_id] = Fee(FeeUnit(line.unit), price, price_class)
    return found
