"""Expanded uncertainty: from what a method states to the U that stands beside a result."""

from decimal import Decimal

from samples.measurement.rounding import to_decimals


def expanded(
    raw: Decimal, *, absolute: Decimal | None = None, relative: Decimal | None = None
) -> Decimal | None:
    """U at ``raw``, in its unit, unrounded; None when the method states none.

    ``absolute`` is U in the unit of the value, ``relative`` U as a fraction of the amount (0.05
    is 5 %); with both, the larger counts. The coverage factor k is the method's (k = 2, about
    95 %: ISO/IEC Guide 98-3, 6.3.3). Raises ValueError for a negative uncertainty.
    """
    stated = [
        u for u in (absolute, None if relative is None else relative * abs(raw)) if u is not None
    ]
    if any(u < 0 for u in stated):
        raise ValueError("an uncertainty is not negative")
    return max(stated, default=None)


def printed(u: Decimal, value: Decimal) -> Decimal:
    """U to the last place of the reported ``value``, and never less than one unit of it."""
    decimals = -int(value.as_tuple().exponent)
    return max(to_decimals(u, decimals), Decimal(1).scaleb(-decimals))
