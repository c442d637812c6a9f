"""Started units at the rate of a price class, to the fen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.pricing import Factors, Rate, line, started_units, unit_price
from equipment.choices import FeeUnit
from pilotbase.accounts.choices import PriceClass
from pilotbase.core.timespan import Span
from tests.bookings.asking import MONDAY

FACTORS = Factors(park=Decimal("0.8"), internal=Decimal("0.4"))


def hours(length: float) -> Span:
    return Span.model_construct(start=MONDAY, end=MONDAY + timedelta(hours=length))


@pytest.mark.parametrize(
    ("length", "unit", "units"),
    [
        (88, FeeUnit.DAY, 4),
        (24, FeeUnit.DAY, 1),
        (24.5, FeeUnit.DAY, 2),
        (96, FeeUnit.DAY, 4),
        (0.5, FeeUnit.DAY, 1),
        (6, FeeUnit.HOUR, 6),
        (6.5, FeeUnit.HOUR, 7),
        (300, FeeUnit.RUN, 1),
        (300, FeeUnit.BATCH, 1),
    ],
)
def test_started_units(length: float, unit: FeeUnit, units: int) -> None:
    assert started_units(hours(length), unit) == units


@pytest.mark.parametrize(
    ("amount", "price_class", "each", "total"),
    [
        ("3800", PriceClass.EXTERNAL, "3800.00", "15200.00"),
        ("3800", PriceClass.PARK, "3040.00", "12160.00"),
        ("3800", PriceClass.INTERNAL, "1520.00", "6080.00"),
        ("0.125", PriceClass.EXTERNAL, "0.12", "0.48"),  # half to even
        ("0.135", PriceClass.EXTERNAL, "0.14", "0.56"),
        ("0", PriceClass.PARK, "0.00", "0.00"),
    ],
)
def test_the_rate_of_a_price_class(
    amount: str, price_class: PriceClass, each: str, total: str
) -> None:
    rate = Rate(FeeUnit.DAY, Decimal(amount), FACTORS)
    priced = line(hours(88), rate, price_class)
    assert (str(priced.unit_price), str(priced.amount)) == (each, total)


@pytest.mark.parametrize(
    ("price_class", "price"),
    [
        (PriceClass.EXTERNAL, "280.05"),
        (PriceClass.PARK, "224.04"),
        (PriceClass.INTERNAL, "112.02"),
    ],
)
def test_the_unit_price_of_a_test(price_class: PriceClass, price: str) -> None:
    assert str(unit_price(Decimal("280.05"), FACTORS, price_class)) == price


@given(st.integers(1, 20_000), st.decimals(0, 99_999, places=2))
def test_what_is_printed_adds_up(minutes: int, amount: Decimal) -> None:
    rate = Rate(FeeUnit.HOUR, amount, FACTORS)
    priced = line(hours(minutes / 60), rate, PriceClass.PARK)
    assert priced.quantity * priced.unit_price == priced.amount
    assert (priced.quantity - 1) * 60 < minutes <= priced.quantity * 60
