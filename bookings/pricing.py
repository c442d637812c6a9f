"""What machine time costs: started fee units of the occupied span at the rate of a price class.

The unit price is the external rate times the class's factor, rounded to fen half to even (as a
statement prints it); a line is so many whole units at that price, and a price the sum of lines.
So what is printed adds up exactly. A rate by the run or by the batch counts one for each stage.
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
class Rate:
    """The external price of one started unit, and the factors that make the others of it."""

    unit: FeeUnit
    amount: Decimal
    park_factor: Decimal = Decimal(1)
    internal_factor: Decimal = Decimal(1)

    def factor(self, price_class: PriceClass) -> Decimal:
        return {
            PriceClass.EXTERNAL: Decimal(1),
            PriceClass.PARK: self.park_factor,
            PriceClass.INTERNAL: self.internal_factor,
        }[price_class]


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


def line(occupied: Span, rate: Rate, price_class: PriceClass) -> Line:
    unit_price = (rate.amount * rate.factor(price_class)).quantize(FEN, rounding=ROUND_HALF_EVEN)
    return Line(started_units(occupied, rate.unit), rate.unit, unit_price)
