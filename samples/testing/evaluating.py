"""Says what a typed value becomes: read, brought to the analyte's unit, rounded and judged."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid
from pilotbase.core.units import converted
from samples.choices import ResultKind, Verdict
from samples.measurement.entering import parse
from samples.measurement.limits import judge
from samples.measurement.reporting import report
from samples.measurement.rounding import Precision
from samples.measurement.uncertainty import expanded
from samples.measurement.values import DecisionRule, Entered, Kind, Limit, Reported
from samples.models import Analyte

LARGEST = Decimal(10) ** 12
KEPT = Decimal(1).scaleb(-12)  # the last place of the column


@dataclass(frozen=True)
class Measured:
    """A value as typed in ``unit``, what is reported for it, and the verdict."""

    typed: str
    unit: str
    reported: Reported
    verdict: Verdict

    @property
    def value(self) -> Decimal | None:
        """As measured, in the analyte's unit, as the database keeps it."""
        raw = self.reported.raw
        return None if raw is None else raw.quantize(KEPT, rounding=ROUND_HALF_EVEN)


def measured(analyte: Analyte, typed: str, unit: str = "") -> Measured:
    """What ``typed`` in ``unit`` (the analyte's own when empty) means for ``analyte``.

    Raises Invalid with the field "value" or "unit".
    """
    unit = unit or analyte.unit
    entered = _read(analyte, typed, unit)
    reported = report(entered, precision(analyte), lod=analyte.lod, loq=analyte.loq)
    u = None if reported.raw is None else uncertainty(analyte, reported.raw)
    rule = DecisionRule(analyte.decision_rule)
    verdict = judge(reported, limit(analyte), rule=rule, u=u)
    return Measured(typed.strip(), unit, reported, Verdict(verdict.value))


def _read(analyte: Analyte, typed: str, unit: str) -> Entered:
    words = analyte.kind == ResultKind.TEXT
    entered = parse(typed, words=words, field="value")
    if words:
        return Entered(Kind.TEXT, None, entered.text)
    if entered.value is None:
        return entered
    value = converted(entered.value, unit, analyte.unit, field="unit")
    if abs(value) >= LARGEST:
        raise Invalid(_("No result is as large as that: check the unit."), field="value")
    return replace(entered, value=value)


def precision(analyte: Analyte) -> Precision:
    return Precision(decimals=analyte.decimals)


def limit(analyte: Analyte) -> Limit:
    return Limit(analyte.limit_low, analyte.limit_high, places=analyte.decimals)


def uncertainty(analyte: Analyte, raw: Decimal) -> Decimal | None:
    """U at ``raw`` in the analyte's unit; None where the method states none."""
    if analyte.uncertainty is None:
        return None
    if analyte.uncertainty_relative:
        return expanded(raw, relative=analyte.uncertainty / 100)
    return expanded(raw, absolute=analyte.uncertainty)
