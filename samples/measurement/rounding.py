"""Rounds a value the way GB/T 8170-2008 asks: half to even, in one step, from the raw value."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)


def to_decimals(value: Decimal, decimals: int) -> Decimal:
    """``value`` to ``decimals`` places; negative places round to tens, hundreds.

    Half goes to even, and a negative value rounds as its amount does (GB/T 8170-2008, 3.2 and
    3.3). Give it the raw value: rounding twice is not allowed (3.3.1). A zero carries no sign.
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def to_significant(value: Decimal, digits: int) -> Decimal:
    """``value`` to ``digits`` significant digits (at least 1), half to even.

    A carry keeps the count: 9.996 to three digits is 10.0. Zero gets ``digits`` - 1 places.
    Raises ValueError for fewer than one digit.
    """
    if digits < 1:
        raise ValueError("a rounded value has at least one significant digit")
    if value.is_zero():
        return to_decimals(value, digits - 1)
    decimals = digits - 1 - value.adjusted()
    rounded = to_decimals(value, decimals)
    carried = rounded.adjusted() > value.adjusted()
    return to_decimals(value, decimals - 1) if carried else rounded


def plain(value: Decimal) -> str:
    """``value`` in figures without an exponent: 1.2E+4 is 12000. Trailing zeros stay."""
    return format(value, "f")


def written(value: Decimal, places: int) -> str:
    """A limit as people write it: at least ``places`` decimals, never fewer than it needs.

    For numbers out of a wide database column: 0.500000 with two places is "0.50", 0.005 stays.
    """
    needed = -int(value.normalize(_WIDE).as_tuple().exponent)
    return plain(value.quantize(Decimal(1).scaleb(-max(needed, places, 0)), context=_WIDE))


@dataclass(frozen=True, slots=True)
class Precision:
    """How finely a method reports: to so many decimals, or to so many significant digits."""

    decimals: int | None = None
    significant: int | None = None

    def __post_init__(self) -> None:
        if (self.decimals is None) == (self.significant is None):
            raise ValueError("give decimals or significant digits, one of the two")

    def rounded(self, value: Decimal) -> Decimal:
        """``value`` rounded once, by whichever is given."""
        if self.decimals is not None:
            return to_decimals(value, self.decimals)
        return to_significant(value, self.significant or 1)

    def written(self, value: Decimal) -> str:
        """A limit of detection or quantification, in the decimals of the results beside it."""
        return written(value, self.decimals or 0)
