"""The form of a place's rules: a field for each, in hours or days, and rows of quotas."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bookings.choices import QuotaCounts, QuotaOf, QuotaWindow
from bookings.rulebook import IN_DAYS, IN_MONEY, LABELS, OF_THE_PLACE
from bookings.schemas_rules import MOST_QUOTAS, HouseRules, RulesData
from pilotbase.core.forms import SchemaForm

_ROW = ("of", "name", "counts", "each", "most")
SPARE = 1  # empty rows that stand ready


class RulesForm(SchemaForm[RulesData]):
    """What is left empty is left open. A row of quotas without a number is none."""

    schema = RulesData
    fieldsets = [
        (_("Runs"), [*("shortest", "longest", "granularity", "preparation", "turnaround")]),
        (_("All together"), ["at_once"]),
        (_("How far ahead"), [*("lead_days", "horizon_days", "new_least", "new_most")]),
        (
            _("Changing and cancelling"),
            [*("change_least", "change_most", "cancel_least", "cancel_most")],
        ),
        (_("Paying"), ["unpaid_days", "unpaid_most"]),
    ]

    def __init__(self, data: Any = None, *, said: HouseRules, version: int) -> None:
        super().__init__(data)
        for name, label in LABELS.items():
            self.fields[name] = _number(capfirst(label), _unit(name))
            self.fields[name].initial = getattr(said, name)
        for name, label in OF_THE_PLACE.items():
            self.fields[name] = forms.IntegerField(label=capfirst(label), required=False)
            self.fields[name].initial = getattr(said, name)
        there = len(said.quotas) if data is None else int(_count(data.get("quotas", "")))
        self.count = min(there + (SPARE if data is None else 0), MOST_QUOTAS)
        for n in range(self.count):
            row = said.quotas[n] if n < len(said.quotas) else None
            for name, field in _quota_fields().items():
                self.fields[f"{name}_{n}"] = field
                if row is not None:
                    field.initial = getattr(row, name)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)
        self.fields["reason"] = forms.CharField(label=_("Why"), max_length=500)

    @property
    def quotas(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in _ROW] for n in range(self.count)]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.fieldsets]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        names = (*LABELS, *OF_THE_PLACE, "reason")
        plain = {name: data[name] for name in names if data.get(name) is not None}
        rows = [{name: data[f"{name}_{n}"] for name in _ROW} for n in range(self.count)]
        self.given = [n for n, row in enumerate(rows) if row["most"] is not None]
        return {**plain, "quotas": [rows[n] for n in self.given]}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        """``quotas.0.name`` stands at the row from which it was read."""
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["quotas"] and len(parts) > 1:
            name = parts[2] if len(parts) > 2 else "most"
            return f"{name}_{self.given[int(parts[1])]}"
        return super()._shown(loc)


def _unit(name: str) -> str:
    return "CNY" if name in IN_MONEY else "d" if name in IN_DAYS else "h"


def _number(label: str, unit: str) -> forms.DecimalField:
    widget = forms.NumberInput({"data-unit": unit, "step": "any", "inputmode": "decimal"})
    return forms.DecimalField(label=label, required=False, widget=widget)


def _quota_fields() -> dict[str, forms.Field]:
    most = forms.NumberInput({"step": "any", "inputmode": "decimal"})
    return {
        "of": forms.ChoiceField(label=_("For each"), choices=QuotaOf.choices),
        "name": forms.CharField(label=_("Only for (code)"), max_length=64, required=False),
        "counts": forms.ChoiceField(label=_("Counted in"), choices=QuotaCounts.choices),
        "each": forms.ChoiceField(label=_("In"), choices=QuotaWindow.choices),
        "most": forms.DecimalField(label=_("At most"), required=False, widget=most),
    }


def _count(said: Any) -> str:
    text = str(said)
    return text if text.isdecimal() and len(text) < 4 else "0"
