"""Quantities with units that are checked for dimension.

The registry is pint's, with Decimal arithmetic, so that a conversion adds no float.
"""

from decimal import Decimal
from functools import cache
from tokenize import TokenError
from typing import Any

import pint
from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid

# What pint raises at what is no unit: its own errors, and those of the parser below it.
_UNREADABLE = (
    *(pint.errors.PintError, AttributeError, ValueError, TypeError, ArithmeticError),
    *(AssertionError, KeyError, TokenError),
)


@cache
def registry() -> Any:
    units: Any = pint.UnitRegistry(non_int_type=Decimal)
    units.define("enzyme_unit = micromole / minute = U")
    # Of dimensions of their own; without its line EU would be read as exa-U.
    units.define("endotoxin_unit = [endotoxin] = EU")
    units.define("colony_forming_unit = [colony] = CFU")
    units.define("osmole = [osmolarity] = Osm")
    return units


def converted(value: Decimal, unit: str, to: str, *, field: str | None = None) -> Decimal:
    """``value`` in ``unit`` as a number of ``to``. Raises Invalid for a wrong dimension."""
    if unit == to:
        return value
    try:
        return Decimal(registry().Quantity(value, unit).to(to).magnitude)
    except _UNREADABLE as wrong:
        raise Invalid(
            _("%(unit)s cannot be expressed in %(to)s.") % {"unit": unit, "to": to},
            field=field,
            code="unit",
        ) from wrong


def millilitres(value: Decimal, unit: str, *, field: str | None = None) -> Decimal:
    """A volume in mL, to the nanolitre."""
    amount = converted(value, unit, "mL", field=field)
    return amount.quantize(Decimal("0.000001"))
