"""Verdicts by three decision rules and two ways to compare, each from its table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotbase.core.errors import Invalid
from samples.measurement.entering import parse
from samples.measurement.limits import judge, limit_text
from samples.measurement.reporting import report
from samples.measurement.rounding import Precision
from samples.measurement.values import Comparison, DecisionRule, Limit, Reported, Verdict

D = Decimal
U = D("0.15")
AT_MOST_3 = Limit(high=D("3.00"))
BETWEEN = Limit(D("10.0"), D("200.0"))
RULES = list(DecisionRule)


def value(typed: str, *, words: bool = False) -> Reported:
    entered = parse(typed, words=words)
    return report(entered, Precision(decimals=2), lod=D("0.03"), loq=D("0.10"))


@pytest.mark.parametrize(
    ("typed", "verdicts"),
    [  # simple, guarded, non-binary
        ("2.80", "pass pass pass"),
        ("2.85", "pass pass pass"),
        ("2.851", "pass fail conditional_pass"),
        ("3.00", "pass fail conditional_pass"),
        ("3.0001", "fail fail conditional_fail"),
        ("3.15", "fail fail conditional_fail"),
        ("3.1501", "fail fail fail"),
        ("<0.05", "pass pass pass"),
        ("ND", "pass pass pass"),
    ],
)
def test_an_upper_limit(typed: str, verdicts: str) -> None:
    found = [str(judge(value(typed), AT_MOST_3, rule=rule, u=U)) for rule in RULES]
    assert found == verdicts.split()


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("9.84", Verdict.FAIL),
        ("9.9", Verdict.CONDITIONAL_FAIL),
        ("10.1", Verdict.CONDITIONAL_PASS),
        ("10.15", Verdict.PASS),
        ("199.85", Verdict.PASS),
        ("199.9", Verdict.CONDITIONAL_PASS),
        ("200.1", Verdict.CONDITIONAL_FAIL),
        ("201", Verdict.FAIL),
    ],
)
def test_two_sides(typed: str, verdict: Verdict) -> None:
    assert judge(value(typed), BETWEEN, rule=DecisionRule.NONBINARY, u=U) is verdict


@pytest.mark.parametrize(
    ("typed", "limit", "verdict"),
    [
        ("<0.05", Limit(high=D("0.05")), Verdict.NONE),  # below 0.10, against 0.05: who knows
        ("<0.05", Limit(high=D("0.10")), Verdict.PASS),
        ("<0.05", Limit(high=D("0.10"), high_inclusive=False), Verdict.PASS),
        ("<0.05", Limit(low=D("0.10")), Verdict.FAIL),
        ("<0.05", Limit(low=D("0.05")), Verdict.NONE),
        ("<0.05", Limit(low=D(0), high=D(1)), Verdict.PASS),
        ("<0.05", Limit(low=D(0)), Verdict.PASS),
        ("<0.05", BETWEEN, Verdict.FAIL),
        ("0.01", Limit(high=D("0.02")), Verdict.NONE),  # ND says only: below 0.03
        ("0.01", Limit(high=D("0.03")), Verdict.PASS),
    ],
)
def test_a_bound_is_not_a_number(typed: str, limit: Limit, verdict: Verdict) -> None:
    for rule in RULES:
        assert judge(value(typed), limit, rule=rule) is verdict


def test_nothing_is_said_without_a_limit_or_of_words() -> None:
    assert judge(value("2"), Limit()) is Verdict.NONE
    assert judge(value("no growth", words=True), AT_MOST_3) is Verdict.NONE
    assert judge(report(parse("ND"), Precision(decimals=2)), AT_MOST_3) is Verdict.NONE


@pytest.mark.parametrize(
    ("typed", "full", "rounded"),
    [
        ("3.004", Verdict.FAIL, Verdict.PASS),
        ("3.005", Verdict.FAIL, Verdict.PASS),  # half to even
        ("3.006", Verdict.FAIL, Verdict.FAIL),
        ("2.999", Verdict.PASS, Verdict.PASS),
    ],
)
def test_full_value_or_rounded_to_the_limit(typed: str, full: Verdict, rounded: Verdict) -> None:
    wide = Limit(high=D("3.000000"), places=2)
    assert judge(value(typed), AT_MOST_3) is full
    assert judge(value(typed), AT_MOST_3, comparison=Comparison.ROUNDED) is rounded
    assert judge(value(typed), wide, comparison=Comparison.ROUNDED) is rounded


def test_a_limit_that_may_not_be_reached() -> None:
    below = Limit(high=D("0.25"), high_inclusive=False)
    above = Limit(low=D("0.25"), low_inclusive=False)
    assert judge(value("0.25"), below) is Verdict.FAIL
    assert judge(value("0.249"), below) is Verdict.PASS
    assert judge(value("0.25"), above) is Verdict.FAIL
    assert judge(value("0.251"), above) is Verdict.PASS


@pytest.mark.parametrize("rule", [DecisionRule.GUARDED, DecisionRule.NONBINARY])
def test_a_guard_band_needs_an_uncertainty(rule: DecisionRule) -> None:
    with pytest.raises(Invalid) as refused:
        judge(value("2.5"), AT_MOST_3, rule=rule)
    assert refused.value.code == "uncertainty_missing"


@given(
    st.decimals(min_value=0, max_value=250, places=3),
    st.decimals(min_value=0, max_value=9, places=2),
)
def test_the_rules_agree_with_one_another(raw: Decimal, u: Decimal) -> None:
    measured = report(parse(format(raw, "f")), Precision(decimals=2))
    simple, guarded, nonbinary = (judge(measured, BETWEEN, rule=rule, u=u) for rule in RULES)
    assert (guarded is Verdict.PASS) == (nonbinary is Verdict.PASS)
    assert (simple is Verdict.PASS) == (nonbinary in (Verdict.PASS, Verdict.CONDITIONAL_PASS))
    if nonbinary is Verdict.FAIL:
        assert simple is Verdict.FAIL


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (AT_MOST_3, "≤ 3.00"),
        (BETWEEN, "10.0–200.0"),
        (Limit(low=D("65.00")), "≥ 65.00"),
        (Limit(high=D("0.25"), high_inclusive=False), "< 0.25"),
        (Limit(D(1), D(5), low_inclusive=False), "> 1, ≤ 5"),
        (Limit(D("3.000000"), D("4.500000"), places=1), "3.0–4.5"),
        (Limit(high=D(0)), "≤ 0"),
        (Limit(), ""),
    ],
)
def test_a_limit_reads_as_it_is_written(limit: Limit, text: str) -> None:
    assert limit_text(limit) == text
