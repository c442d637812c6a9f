"""Forms for faults."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.choices import FaultStatus, Severity
from equipment.models import FaultReport
from equipment.schemas.faults import FaultMove, FaultNoteSaid, FaultSaid
from pilotbase.core.forms import SchemaForm

LINES = forms.Textarea(attrs={"rows": 4, "data-wide": ""})


class FaultForm(SchemaForm[FaultSaid]):
    schema = FaultSaid
    text = forms.CharField(label=_("What is wrong"), max_length=1000, widget=LINES)
    severity = forms.ChoiceField(
        label=_("How bad is it"), choices=Severity, initial=Severity.HINDERS
    )
    take_out = forms.BooleanField(label=_("Take the machine out of service"), required=False)

    def __init__(self, *args: Any, may_take_out: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_take_out:
            del self.fields["take_out"]


class FaultMoveForm(SchemaForm[FaultMove]):
    """Only where it may go from here, and where it stands, to answer once more."""

    schema = FaultMove
    status = forms.ChoiceField(label=_("Status"))
    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        widget=LINES,
        required=False,
        help_text=_("Whoever reported it reads this."),
    )
    take_out = forms.BooleanField(label=_("Take the machine out of service"), required=False)

    def __init__(self, row: FaultReport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [*row.next_statuses, FaultStatus(row.status)]
        self.fields["status"].choices = [(s.value, s.label) for s in steps]  # type: ignore[attr-defined]
        if row.equipment.out_of_service_since is not None:
            del self.fields["take_out"]


class FaultNoteForm(SchemaForm[FaultNoteSaid]):
    schema = FaultNoteSaid
    text = forms.CharField(label=_("Note"), max_length=1000, widget=LINES)


class FaultFilterForm(forms.Form):
    machine = forms.SlugField(label=_("Machine"), required=False, max_length=24)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), ("open", _("Not closed")), *FaultStatus.choices],
    )
