"""Forms for a machine's upkeep."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.choices import PlanKind, UpkeepResult
from equipment.schemas.upkeep import UpkeepDone
from pilotbase.core.forms import FileField, SchemaForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UpkeepForm(SchemaForm[UpkeepDone]):
    """What was done, and the certificate if it is there already."""

    schema = UpkeepDone
    done_on = forms.DateField(label=_("Done on"), widget=DAY)
    result = forms.ChoiceField(label=_("Result"), choices=UpkeepResult)
    by = forms.CharField(label=_("Done by"), max_length=120)
    certificate = forms.CharField(
        label=_("Number of the certificate"), max_length=80, required=False
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DAY,
        required=False,
        help_text=_("Left empty: as long as the plan says."),
    )
    note = forms.CharField(label=_("Remark"), max_length=500, required=False)
    file = FileField(label=_("Certificate, up to 50 MB"), required=False)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name != "file"}


class PlanFilterForm(forms.Form):
    """What narrows the list of what is due."""

    machine = forms.SlugField(label=_("Machine"), required=False, max_length=24)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[("", _("All")), ("late", _("Overdue")), ("soon", _("Within 30 days"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *PlanKind.choices]  # type: ignore[attr-defined]
