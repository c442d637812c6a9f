"""Takes a result from the unit it was measured in to the unit it is reported in."""

from decimal import Decimal

from pilotbase.core.units import converted


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """``value`` in ``unit`` as a number of ``to``, exact where the factor is (g/L to mg/L).

    The dimension is checked: mol/L to g/L needs a molar mass and is refused. A factor without a
    finite decimal (U to nkat) keeps 28 digits; round afterwards, once.
    Raises Invalid (code "unit") for an unknown unit or another dimension.
    """
    return converted(value, unit, to)
