"""Holds a reported value against a limit, by the stated decision rule."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid
from samples.measurement.rounding import plain, to_decimals, written
from samples.measurement.values import (
    Comparison,
    DecisionRule,
    Limit,
    Qualifier,
    Reported,
    Verdict,
)


def judge(
    reported: Reported,
    limit: Limit,
    *,
    rule: DecisionRule = DecisionRule.SIMPLE,
    u: Decimal | None = None,
    comparison: Comparison = Comparison.FULL,
) -> Verdict:
    """Does the value keep the limit? ``u`` is the expanded uncertainty U in the value's unit.

    Simple: inside passes. Guarded: inside by at least U passes, else fails (guard band w = U).
    Non-binary: inside by U or more pass, by less conditional pass, outside by at most U
    conditional fail, by more fail (ILAC-G8:09/2019, 4.2; JCGM 106:2012, 8). The raw value is
    compared, or the value rounded to the places of the limit (GB/T 8170-2008, 4.3.2, 4.3.3).

    A "<x" or ND passes when everything below x keeps the limit, fails when nothing does, and is
    NONE where it can't be said; U has no part in it. NONE too without a limit and for words.
    Raises Invalid (code "uncertainty_missing") when the rule needs U and there is none.
    """
    if not limit or reported.qualifier is Qualifier.TEXT:
        return Verdict.NONE
    if reported.raw is None or reported.qualifier is not Qualifier.NONE:
        return _bounded(reported.bound, limit)
    inside, margin = _margin(reported.raw, limit, comparison)
    if rule is DecisionRule.SIMPLE:
        return Verdict.PASS if inside else Verdict.FAIL
    if u is None:
        sentence = _("This decision rule needs the expanded uncertainty of the method.")
        raise Invalid(sentence, code="uncertainty_missing")
    if rule is DecisionRule.GUARDED:
        return Verdict.PASS if inside and margin >= u else Verdict.FAIL
    if inside:
        return Verdict.PASS if margin >= u else Verdict.CONDITIONAL_PASS
    return Verdict.FAIL if -margin > u else Verdict.CONDITIONAL_FAIL


def _bounded(bound: Decimal | None, limit: Limit) -> Verdict:
    """For an amount, which is not negative, known only to lie below ``bound``."""
    if bound is None:
        return Verdict.NONE
    if limit.low is not None and limit.low > 0:
        return Verdict.FAIL if bound <= limit.low else Verdict.NONE
    return Verdict.PASS if limit.high is None or bound <= limit.high else Verdict.NONE


def _margin(raw: Decimal, limit: Limit, comparison: Comparison) -> tuple[bool, Decimal]:
    """Whether the value lies inside, and how far from the nearer limit (negative outside)."""
    inside, margins = True, []
    if limit.low is not None:
        above = _compared(raw, limit.low, limit, comparison) - limit.low
        inside = above > 0 or (limit.low_inclusive and above == 0)
        margins.append(above)
    if limit.high is not None:
        below = limit.high - _compared(raw, limit.high, limit, comparison)
        inside = inside and (below > 0 or (limit.high_inclusive and below == 0))
        margins.append(below)
    return inside, min(margins)


def _compared(raw: Decimal, edge: Decimal, limit: Limit, comparison: Comparison) -> Decimal:
    return raw if comparison is Comparison.FULL else to_decimals(raw, _places(edge, limit))


def _places(edge: Decimal, limit: Limit) -> int:
    return -int(edge.as_tuple().exponent) if limit.places is None else limit.places


def limit_text(limit: Limit) -> str:
    """The limit as a report prints it: "≤ 3.00", "10.0–200.0", "> 1, ≤ 5"; "" without one."""
    low = limit.low if limit.low is None else _edge(limit.low, limit)
    high = limit.high if limit.high is None else _edge(limit.high, limit)
    if low and high and limit.low_inclusive and limit.high_inclusive:
        return f"{low}–{high}"
    parts = []
    if low:
        parts.append(f"{'≥' if limit.low_inclusive else '>'} {low}")
    if high:
        parts.append(f"{'≤' if limit.high_inclusive else '<'} {high}")
    return ", ".join(parts)


def _edge(edge: Decimal, limit: Limit) -> str:
    return plain(edge) if limit.places is None else written(edge, limit.places)
