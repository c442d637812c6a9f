"""A result is read as it was meant, or refused with a sentence that says what to type."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotbase.core.errors import Invalid
from samples.measurement.entering import parse
from samples.measurement.values import Kind

D = Decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5.243", "5.243"),
        (" 5.20 ", "5.20"),
        ("12 345", "12345"),
        ("1 234 567.5", "1234567.5"),
        ("12\u00a0345", "12345"),
        ("12\u2009345", "12345"),
        ("１２．５", "12.5"),
        ("－0.3", "-0.3"),
        ("−0.3", "-0.3"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.2e3", "1.2E+3"),
        ("1.2E-3", "0.0012"),
        ("-0.00", "0.00"),
        ("0", "0"),
    ],
)
def test_a_number_keeps_every_digit(typed: str, value: str) -> None:
    entered = parse(typed)
    assert entered.kind is Kind.NUMBER
    assert str(entered.value) == value
    assert entered.text == typed.strip()


@pytest.mark.parametrize("typed", ["<0.5", "< 0.5", "＜０.５", "〈0.5", "<  .5"])
def test_below_a_bound(typed: str) -> None:
    entered = parse(typed)
    assert (entered.kind, entered.value) == (Kind.BELOW, D("0.5"))


@pytest.mark.parametrize("typed", ["ND", "nd", "N.D.", "ＮＤ", "未检出", "Not detected"])
def test_not_detected(typed: str) -> None:
    assert parse(typed).kind is Kind.NOT_DETECTED
    assert parse(typed).value is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a value"),
        ("　 ", "Enter a value"),
        ("5,243", "comma"),
        ("５，２４３", "comma"),
        ("5、2", "comma"),
        ("5。2", "full stop"),
        ("5.2 g/L", "carries a unit"),
        ("98 %", "carries a unit"),
        ("37 °C", "carries a unit"),
        ("12毫升", "carries a unit"),
        (">300", "above the range"),
        ("≥300", "above the range"),
        ("<-1", "above zero"),
        ("<0", "above zero"),
        ("<", "is not a value"),
        ("<ND", "is not a value"),
        ("abc", "is not a value"),
        ("1.2.3", "is not a value"),
        ("12 34", "is not a value"),
        ("1234 567", "is not a value"),
        ("NaN", "is not a value"),
        ("inf", "is not a value"),
        ("1e999", "is not a value"),
        ("٣", "is not a value"),
        ("5 ± 0.2", "is not a value"),
        ("1" * 22, "20 digits"),
        ("1e21", "20 digits"),
        ("1e-30", "20 digits"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(typed: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        parse(typed, field="rows.3.value")
    assert refused.value.field == "rows.3.value"
    assert refused.value.code == "not_a_value"


def test_words_where_the_method_reports_words() -> None:
    entered = parse("14 天无菌生长 no growth", words=True)
    assert (entered.kind, entered.value, entered.text) == (
        Kind.TEXT,
        None,
        "14 天无菌生长 no growth",
    )
    assert parse("5.2", words=True).kind is Kind.NUMBER
    with pytest.raises(Invalid, match="above the range"):
        parse(">300", words=True)
    with pytest.raises(Invalid, match="at most 200"):
        parse("生" * 201, words=True)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_what_is_written_in_figures_reads_back_the_same(value: Decimal) -> None:
    figures = format(value, "f")
    if len(figures) <= 20:
        read = parse(figures).value
        assert read == value
        assert read is not None
        assert read.as_tuple().exponent == D(figures).as_tuple().exponent


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(typed: str) -> None:
    with suppress(Invalid):
        entered = parse(typed)
        assert entered.value is None or entered.value.is_finite()
