"""Say what a method measures: unit, decimals, limits of detection, specification, uncertainty."""

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Command, Name, Text
from pilotbase.core.verbs import verb
from samples.choices import DecisionRule, ResultKind
from samples.models import Analyte, TestMethod

Value = Annotated[Decimal, Field(max_digits=18, decimal_places=9, allow_inf_nan=False)]


class AnalyteData(Command):
    method: Annotated[Text, Field(min_length=1, max_length=80)]  # code and edition
    code: Annotated[Text, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    name_zh: Name
    name_en: Name
    position: Annotated[int, Field(ge=0, le=1000)] = 0
    kind: ResultKind = ResultKind.NUMBER
    unit: Annotated[Text, Field(max_length=24)] = ""
    decimals: Annotated[int, Field(ge=0, le=9)] = 2
    lod: Value | None = None
    loq: Value | None = None
    uncertainty: Value | None = None
    uncertainty_relative: bool = True
    limit_low: Value | None = None
    limit_high: Value | None = None
    limit_source: Annotated[Text, Field(max_length=160)] = ""
    decision_rule: DecisionRule = DecisionRule.SIMPLE


@verb
def save_analyte(actor: Actor, data: AnalyteData, version: int | None = None) -> Analyte:
    """One for each code of a method's edition: said again, it is said anew.

    Raises NotAllowed, and Invalid for an unknown method or limits that cross.
    """
    actor.require(Permission.MANAGE_METHODS)
    code, _sep, edition = data.method.partition(" ")
    method = refer(here(actor, TestMethod.objects.filter(edition=edition)), "method", code=code)
    low, high = data.limit_low, data.limit_high
    if low is not None and high is not None and high < low:
        raise Invalid(_("The upper limit is below the lower."), field="limit_high")
    values = data.model_dump(exclude={"method", "code"})
    row, _made = Analyte.objects.update_or_create(method=method, code=data.code, defaults=values)
    record(actor, "analyte.said", row, after=data.model_dump(mode="json"))
    return row
