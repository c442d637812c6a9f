"""Units are checked for dimension, and a conversion adds no float."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotbase.core.errors import Invalid
from samples.measurement.units import convert

D = Decimal


@pytest.mark.parametrize(
    ("value", "unit", "to", "out"),
    [
        ("5.243", "g/L", "mg/L", "5243"),
        ("5.243", "g/L", "mg/mL", "5.243"),
        ("0.1", "mg/kg", "ppm", "0.1"),
        ("1", "%", "mg/kg", "10000"),
        ("3", "EU/mL", "EU/L", "3000"),
        ("2", "CFU/mL", "CFU/L", "2000"),
        ("20", "degC", "kelvin", "293.15"),
        ("7", "mOsm", "Osm", "0.007"),
        ("3", "mPa s", "Pa s", "0.003"),
    ],
)
def test_exact(value: str, unit: str, to: str, out: str) -> None:
    assert convert(D(value), unit, to) == D(out)


@pytest.mark.parametrize(
    ("unit", "to"),
    [("mol/L", "g/L"), ("EU/mL", "U/mL"), ("CFU/mL", "1/mL"), ("g/L", "bananas"), ("g/L", "mL")],
)
def test_another_dimension_is_refused(unit: str, to: str) -> None:
    with pytest.raises(Invalid) as refused:
        convert(D(1), unit, to)
    assert refused.value.code == "unit"


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=6))
def test_there_and_back(value: Decimal) -> None:
    assert convert(convert(value, "g/L", "ug/mL"), "ug/mL", "g/L") == value
