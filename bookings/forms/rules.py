"""The form of a place's rules: a field for each, in hours or days, and rows of quotas."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bookings.choices import QuotaCounts, QuotaOf, QuotaWindow, Trait
from bookings.rulebook import IN_DAYS, IN_MONEY, LABELS, OF_APPROVAL, OF_PEAK, OF_THE_PLACE
from bookings.schemas.rules import MOST_CHANGEOVERS, MOST_QUOTAS, NEVER, HouseRules, RulesData
from pilotbase.accounts.choices import Containment
from pilotbase.core.forms import SchemaForm

_ROW = ("of", "name", "counts", "each", "most")
_CHANGE = ("trait", "before", "after", "cleaning", "forbidden")
Fields = dict[str, forms.Field]
SPARE = 1  # empty rows that stand ready


class RulesForm(SchemaForm[RulesData]):
    """What is left empty is left open: ``wider`` is what holds then, shown in its place. A row of
    quotas without a number is none."""

    schema = RulesData
    fieldsets = [
        (
            _("Runs"),
            [
                *(
                    "shortest",
                    "longest",
                    "granularity",
                    "preparation",
                    "turnaround",
                    "hold",
                    "hold_cleaning",
                )
            ],
        ),
        (_("All together"), ["at_once"]),
        (_("How far ahead"), [*("lead_days", "horizon_days", "new_least", "new_most")]),
        (
            _("Changing and cancelling"),
            [*("change_least", "change_most", "cancel_least", "cancel_most")],
        ),
        (_("Paying"), ["unpaid_days", "unpaid_most"]),
        (_("A fair share of the peak hours, while others ask"), [*OF_PEAK]),
        (_("Who approves, besides the platform"), ["organisation_approves", "biosafety_from"]),
    ]

    def __init__(
        self, data: Any = None, *, said: HouseRules, version: int, wider: Mapping[str, Any]
    ) -> None:
        super().__init__(data)
        for name, label in LABELS.items():
            self.fields[name] = _number(capfirst(str(label)), _unit(name))
            self.fields[name].initial = getattr(said, name)
            if name in wider:
                self.fields[name].widget.attrs["placeholder"] = _plain(wider[name])
        for name, label in OF_THE_PLACE.items():
            self.fields[name] = forms.IntegerField(label=capfirst(str(label)), required=False)
            self.fields[name].initial = getattr(said, name)
        for name, label in OF_PEAK.items():
            self.fields[name] = _peak(name, capfirst(str(label)))
            self.fields[name].initial = getattr(said, name)
        for name, label in OF_APPROVAL.items():
            self.fields[name] = _choice(capfirst(str(label)), _CHOICES[name])
            initial = getattr(said, name)
            self.fields[name].initial = "" if initial is None else str(initial)
        self.count = self._add_rows("quotas", said.quotas, MOST_QUOTAS, _quota_fields)
        self.lines = self._add_rows("lines", said.changeovers, MOST_CHANGEOVERS, _change_fields)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)
        self.fields["reason"] = forms.CharField(label=_("Why"), max_length=500)

    def _add_rows(
        self, counted: str, rows: Sequence[Any], most: int, fields: Callable[[], Fields]
    ) -> int:
        """A row of fields for each, as many as the page says that it has, else some to spare."""
        there = len(rows) + SPARE if not self.is_bound else _count(self.data.get(counted, ""))
        count = min(there, most)
        for n in range(count):
            for name, field in fields().items():
                self.fields[f"{name}_{n}"] = field
                if n < len(rows):
                    field.initial = getattr(rows[n], name)
        return count

    @property
    def quotas(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in _ROW] for n in range(self.count)]

    @property
    def changeovers(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in _CHANGE] for n in range(self.lines)]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.fieldsets]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        names = (*LABELS, *OF_THE_PLACE, *OF_PEAK, *OF_APPROVAL, "reason")
        plain = {name: data[name] for name in names if data.get(name) not in (None, "")}
        rows = [{name: data[f"{name}_{n}"] for name in _ROW} for n in range(self.count)]
        self.given = [n for n, row in enumerate(rows) if row["most"] is not None]
        lines = [{name: data[f"{name}_{n}"] for name in _CHANGE} for n in range(self.lines)]
        self.told = [
            n for n, line in enumerate(lines) if line["cleaning"] is not None or line["forbidden"]
        ]
        return {
            **plain,
            "quotas": [rows[n] for n in self.given],
            "changeovers": [lines[n] for n in self.told],
        }

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        """``quotas.0.name`` stands at the row from which it was read."""
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["quotas"] and len(parts) > 1:
            name = parts[2] if len(parts) > 2 else "most"
            return f"{name}_{self.given[int(parts[1])]}"
        if parts[:1] == ["changeovers"] and len(parts) > 1:
            name = parts[2] if len(parts) > 2 else "cleaning"
            return f"{name}_{self.told[int(parts[1])]}"
        return super()._shown(loc)


_OPEN: Final = ("", _("left open"))
_CHOICES: Final[dict[str, list[tuple[str, Any]]]] = {
    "organisation_approves": [_OPEN, ("True", _("Yes")), ("False", _("No"))],
    "biosafety_from": [
        _OPEN,
        *((str(level.value), level.label) for level in Containment),
        (str(NEVER), _("never")),
    ],
}


def _choice(label: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _plain(number: Decimal | int) -> str:
    """``336``, ``0.5``."""
    return f"{Decimal(number):.4f}".rstrip("0").rstrip(".")


def _peak(name: str, label: str) -> forms.Field:
    if name in ("peak_from", "peak_until"):
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        return forms.TimeField(label=label, required=False, widget=widget)
    return forms.IntegerField(label=label, required=False)


def _unit(name: str) -> str:
    return "CNY" if name in IN_MONEY else "d" if name in IN_DAYS else "h"


def _number(label: str, unit: str) -> forms.DecimalField:
    widget = forms.NumberInput({"data-unit": unit, "step": "any", "inputmode": "decimal"})
    return forms.DecimalField(label=label, required=False, widget=widget)


def _quota_fields() -> Fields:
    most = forms.NumberInput({"step": "any", "inputmode": "decimal"})
    return {
        "of": forms.ChoiceField(label=_("For each"), choices=QuotaOf.choices),
        "name": forms.CharField(label=_("Only for (code)"), max_length=64, required=False),
        "counts": forms.ChoiceField(label=_("Counted in"), choices=QuotaCounts.choices),
        "each": forms.ChoiceField(label=_("In"), choices=QuotaWindow.choices),
        "most": forms.DecimalField(label=_("At most"), required=False, widget=most),
    }


def _change_fields() -> Fields:
    hours = forms.NumberInput({"data-unit": "h", "step": "any", "inputmode": "decimal"})
    return {
        "trait": forms.ChoiceField(label=_("Where it differs"), choices=Trait.choices),
        "before": forms.CharField(label=_("From"), max_length=120, required=False),
        "after": forms.CharField(label=_("To"), max_length=120, required=False),
        "cleaning": forms.DecimalField(label=_("Cleaning"), required=False, widget=hours),
        "forbidden": forms.BooleanField(label=_("Neither follows the other"), required=False),
    }


def _count(said: Any) -> int:
    text = str(said)
    return int(text) if text.isdecimal() and len(text) < 4 else 0
