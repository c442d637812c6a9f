"""What machine time and tests cost: whole units at the unit price of a price class.

The unit price is the external price times the class's factor, rounded to fen half to even (as a
statement prints it); a line is so many whole units at that price, and a price the sum of lines.
So what is printed adds up exactly. Of machine time the started fee units of the occupied span
count; a rate by the run or by the batch counts one for each stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from equipment.choices import FeeUnit
from pilotbase.accounts.choices import PriceClass
from pilotbase.core.timespan import Span

FEN = Decimal("0.01")
_UNITS: Mapping[str, timedelta] = {FeeUnit.HOUR: timedelta(hours=1), FeeUnit.DAY: timedelta(days=1)}


@dataclass(frozen=True)
class Factors:
    """What makes the park's and the internal prices of the external ones."""

    park: Decimal
    internal: Decimal

    def of(self, price_class: PriceClass) -> Decimal:
        return {
            PriceClass.EXTERNAL: Decimal(1),
            PriceClass.PARK: self.park,
            PriceClass.INTERNAL: self.internal,
        }[price_class]


@dataclass(frozen=True)
class Rate:
    """The external price of one started unit, and the factors that make the others of it."""

    unit: FeeUnit
    amount: Decimal
    factors: Factors


@dataclass(frozen=True)
class Line:
    """``quantity`` whole units at ``unit_price`` CNY."""

    quantity: int
    unit: FeeUnit
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price


def started_units(span: Span, unit: FeeUnit) -> int:
    """88 h are 4 started days and 88 started hours; one run is one run."""
    length = _UNITS.get(unit)
    return 1 if length is None else -(-span.length // length)


def unit_price(external: Decimal, factors: Factors, price_class: PriceClass) -> Decimal:
    """What one unit costs this class, in CNY to the fen."""
    return (external * factors.of(price_class)).quantize(FEN, rounding=ROUND_HALF_EVEN)


def line(occupied: Span, rate: Rate, price_class: PriceClass) -> Line:
    price = unit_price(rate.amount, rate.factors, price_class)
    return Line(started_units(occupied, rate.unit), rate.unit, price)
