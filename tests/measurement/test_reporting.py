"""What goes out for a value: the number, "<LOQ" or ND; and its uncertainty."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.measurement.entering import parse
from samples.measurement.reporting import report
from samples.measurement.rounding import Precision
from samples.measurement.uncertainty import expanded, printed
from samples.measurement.values import Qualifier, Reported

D = Decimal
TWO = Precision(decimals=2)


def reported(typed: str, *, words: bool = False) -> Reported:
    return report(parse(typed, words=words), TWO, lod=D("0.15"), loq=D("0.500000"))


@pytest.mark.parametrize(
    ("typed", "qualifier", "text", "bound"),
    [
        ("5.245", Qualifier.NONE, "5.24", None),
        ("0.5", Qualifier.NONE, "0.50", None),
        ("0.499", Qualifier.BELOW_LOQ, "<0.50", "0.5"),  # would round to 0.50, and is below
        ("0.15", Qualifier.BELOW_LOQ, "<0.50", "0.5"),
        ("0.1499", Qualifier.NOT_DETECTED, "ND", "0.15"),
        ("0", Qualifier.NOT_DETECTED, "ND", "0.15"),
        ("ND", Qualifier.NOT_DETECTED, "ND", "0.15"),
        ("<0.1", Qualifier.NOT_DETECTED, "ND", "0.15"),
        ("<0.3", Qualifier.BELOW_LOQ, "<0.50", "0.5"),
        ("<5.0", Qualifier.BELOW, "<5.0", "5.0"),
        ("no growth", Qualifier.TEXT, "no growth", None),
    ],
)
def test_limits_of_detection_and_quantification(
    typed: str, qualifier: Qualifier, text: str, bound: str | None
) -> None:
    out = reported(typed, words=True)
    assert (out.qualifier, out.text) == (qualifier, text)
    assert out.bound == (None if bound is None else D(bound))
    assert (out.value is None) == (qualifier is not Qualifier.NONE)


def test_the_raw_value_is_kept_where_it_may_not_be_said() -> None:
    assert reported("0.3").raw == D("0.3")
    assert reported("0.1").raw == D("0.1")
    assert reported("5.245").raw == D("5.245")


def test_a_method_without_limits_reports_numbers() -> None:
    assert report(parse("-0.02"), TWO).text == "-0.02"
    assert report(parse("ND"), TWO, loq=D("0.5")).bound == D("0.5")
    assert report(parse("ND"), TWO).bound is None
    assert report(parse("<0.020"), TWO).text == "<0.020"


def test_a_lod_above_the_loq_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="above the limit of quantification"):
        report(parse("1"), TWO, lod=D(2), loq=D(1))


@given(st.decimals(min_value=0, max_value=10, places=5))
def test_a_number_is_said_only_from_the_loq_up(raw: Decimal) -> None:
    out = reported(format(raw, "f"))
    assert (out.qualifier is Qualifier.NONE) == (raw >= D("0.5"))
    assert out.bound is None or raw < out.bound


@pytest.mark.parametrize(
    ("absolute", "relative", "u"),
    [
        (None, None, None),
        (D("0.1"), None, D("0.1")),
        (None, D("0.05"), D("0.2")),
        (D("0.1"), D("0.05"), D("0.2")),
        (D("0.3"), D("0.05"), D("0.3")),
    ],
)
def test_uncertainty_is_absolute_relative_or_the_larger(
    absolute: Decimal | None, relative: Decimal | None, u: Decimal | None
) -> None:
    assert expanded(D("-4"), absolute=absolute, relative=relative) == u


def test_uncertainty_is_not_negative() -> None:
    with pytest.raises(ValueError, match="not negative"):
        expanded(D(1), absolute=D(-1))


def test_uncertainty_is_printed_to_the_place_of_the_value() -> None:
    assert str(printed(D("0.1532"), D("3.06"))) == "0.15"
    assert str(printed(D("0.0004"), D("0.011"))) == "0.001"
    assert str(printed(D("3"), D("1E+1"))) == "1E+1"
