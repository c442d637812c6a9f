"""The form of what one needs a machine for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.booking import MINUTE, projects_of
from bookings.schemas.slots import MOST_HOURS, Need
from equipment.capabilities import Vocabulary
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Containment
from pilotbase.core import clock
from pilotbase.core.forms import InstantField, SchemaForm

NO_MATTER = [("", _("No matter"))]


def _instant(label: Any) -> InstantField:
    widget = forms.DateTimeInput({"type": "datetime-local", "step": 1800}, format=MINUTE)
    formats = [MINUTE, f"{MINUTE}:%S"]
    return InstantField(label=label, widget=widget, input_formats=formats, required=False)


def _litres(label: Any) -> forms.DecimalField:
    widget = forms.NumberInput({"data-unit": "L", "step": "any", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, min_value=0, decimal_places=3, max_digits=10, required=False, widget=widget
    )


class NeedForm(SchemaForm[Need]):
    schema = Need
    project = forms.ChoiceField(label=_("Project"))
    hours = forms.DecimalField(
        label=_("Length of the run"),
        min_value=0,
        max_value=MOST_HOURS,
        decimal_places=2,
        widget=forms.NumberInput({"data-unit": "h", "step": "any", "inputmode": "decimal"}),
    )
    equipment_class = forms.ChoiceField(label=_("Class"), required=False)
    containment = forms.ChoiceField(
        label=_("Containment, at least"),
        choices=[*NO_MATTER, *Containment.choices],
        required=False,
    )
    least_volume = _litres(_("Working volume, at least"))
    most_volume = _litres(_("Working volume, at most"))
    after = _instant(_("Not before"))
    before = _instant(_("Done before"))
    capabilities = forms.MultipleChoiceField(
        label=_("It can"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, actor: Actor, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows = Equipment.objects.bookable_on(clock.today()).catalogue()
        classes = {row.equipment_class.code: row.equipment_class.name for row in rows}
        words = Vocabulary()
        able = {one.code: one.name for row in rows for one in words.of(row)}
        offered: dict[str, list[tuple[str, Any]]] = {
            "project": projects_of(actor),
            "equipment_class": [*NO_MATTER, *classes.items()],
            "capabilities": sorted(able.items()),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not able:
            del self.fields["capabilities"]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        """What was left open is not said."""
        return {name: value for name, value in data.items() if value not in ("", None, [])}
