"""Rounding by GB/T 8170-2008: half to even, once, from the raw value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.measurement.rounding import Precision, plain, to_decimals, to_significant, written

D = Decimal
values = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=8
)


@pytest.mark.parametrize(
    ("raw", "decimals", "text"),
    [
        ("12.1498", 1, "12.1"),  # the standard's own examples follow
        ("12.1498", 0, "12"),
        ("1268", -2, "1300"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2500", -3, "2000"),
        ("3500", -3, "4000"),
        ("-355", -1, "-360"),
        ("-325", -1, "-320"),
        ("-0.0365", 3, "-0.036"),
        ("15.4546", 0, "15"),  # in one step; 15.4546 → 15.455 → 15.46 → 15.5 → 16 is wrong
        ("2.145", 2, "2.14"),
        ("2.155", 2, "2.16"),
        ("9.95", 1, "10.0"),
        ("-0.004", 2, "0.00"),
        ("5", 2, "5.00"),
    ],
)
def test_half_goes_to_even_in_one_step(raw: str, decimals: int, text: str) -> None:
    assert plain(to_decimals(D(raw), decimals)) == text


@pytest.mark.parametrize(
    ("raw", "digits", "text"),
    [
        ("9.996", 3, "10.0"),
        ("99.96", 3, "100"),
        ("0.0012345", 3, "0.00123"),
        ("12345", 2, "12000"),
        ("12500", 2, "12000"),
        ("13500", 2, "14000"),
        ("-2.5", 1, "-2"),
        ("0", 3, "0.00"),
        ("7", 3, "7.00"),
        ("0.9995", 3, "1.00"),
    ],
)
def test_significant_digits(raw: str, digits: int, text: str) -> None:
    assert plain(to_significant(D(raw), digits)) == text


def test_no_digits_is_no_number() -> None:
    with pytest.raises(ValueError, match="at least one"):
        to_significant(D(1), 0)


@given(values, st.integers(-3, 6))
def test_nothing_moves_further_than_half_a_unit(value: Decimal, decimals: int) -> None:
    rounded, unit = to_decimals(value, decimals), D(1).scaleb(-decimals)
    assert abs(rounded - value) <= unit / 2
    assert to_decimals(rounded, decimals) == rounded
    if abs(rounded - value) == unit / 2:
        assert int(rounded / unit) % 2 == 0


@given(values, values, st.integers(0, 6))
def test_order_is_kept(one: Decimal, other: Decimal, decimals: int) -> None:
    low, high = sorted((one, other))
    assert to_decimals(low, decimals) <= to_decimals(high, decimals)


@given(values, st.integers(1, 9))
def test_so_many_digits_and_no_more(value: Decimal, digits: int) -> None:
    rounded = to_significant(value, digits)
    if value:
        assert len(rounded.as_tuple().digits) == digits
        assert abs(rounded - value) <= D(1).scaleb(value.adjusted() - digits + 1) / 2


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("0.500000", 2, "0.50"), ("0.005", 2, "0.005"), ("3", 2, "3.00"), ("100.0", 0, "100")],
)
def test_a_limit_is_written_as_people_write_it(value: str, places: int, text: str) -> None:
    assert written(D(value), places) == text


def test_a_precision_is_one_of_two() -> None:
    assert Precision(decimals=1).rounded(D("2.25")) == D("2.2")
    assert Precision(significant=2).rounded(D("2.25")) == D("2.2")
    assert Precision(significant=2).written(D("0.500")) == "0.5"
    for wrong in ({}, {"decimals": 1, "significant": 1}):
        with pytest.raises(ValueError, match="one of the two"):
            Precision(**wrong)
