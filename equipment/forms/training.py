"""Forms for training sessions, assessments and qualifications."""

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from equipment.choices import OUTCOMES, QualificationLevel
from equipment.models import EquipmentClass, TrainingSession
from equipment.schemas.training import Assessment, Cancelling, Qualifying, Revoking, TrainingData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here, offered
from pilotbase.core.forms import InstantField, SchemaForm

S = TypeVar("S", bound=BaseModel)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LOCAL = ["%Y-%m-%dT%H:%M"]


class ClassForm(SchemaForm[S]):
    """A form that asks for a class of machines of the actor's plant."""

    equipment_class = forms.ChoiceField(label=_("Class of machines"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = offered(here(actor, EquipmentClass.objects.all()))
        choices = [(row.code, f"{row.code} {row.name}") for row in classes]
        kept = self.initial.get("equipment_class")
        if kept and kept not in dict(choices):
            choices.append((kept, kept))  # it has retired since
        self.fields["equipment_class"].choices = choices  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in (None, "")}


class TrainingForm(ClassForm[TrainingData]):
    schema = TrainingData
    level = forms.ChoiceField(label=_("Leads to"), choices=QualificationLevel)
    starts_at = InstantField(label=_("From"), widget=MOMENT, input_formats=LOCAL)
    ends_at = InstantField(label=_("To"), widget=MOMENT, input_formats=LOCAL)
    place = forms.CharField(label=_("Place"), max_length=120)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=200, initial=6)
    note = forms.CharField(label=_("What to know"), max_length=500, required=False)

    @classmethod
    def of(cls, row: TrainingSession) -> dict[str, Any]:
        names = set(TrainingData.model_fields) - {"equipment_class"}
        return {
            **{name: getattr(row, name) for name in names},
            "equipment_class": row.equipment_class.code,
        }


class CancelTrainingForm(SchemaForm[Cancelling]):
    schema = Cancelling
    reason = forms.CharField(label=_("Reason"), max_length=300)


class AssessmentForm(SchemaForm[Assessment]):
    """One of those who are enrolled, chosen by her row's button."""

    schema = Assessment
    person = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[(o.value, o.label) for o in OUTCOMES])
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class QualifyForm(ClassForm[Qualifying]):
    schema = Qualifying
    person = forms.EmailField(label=_("E-mail of the person"))
    level = forms.ChoiceField(label=_("May work"), choices=QualificationLevel)
    valid_from = forms.DateField(
        label=_("Valid from"), widget=DAY, required=False, help_text=_("Left empty: from today.")
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=DAY,
        required=False,
        help_text=_("Left empty: as long as the class says."),
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class RevokeForm(SchemaForm[Revoking]):
    schema = Revoking
    reason = forms.CharField(label=_("Reason"), max_length=300)


class QualificationFilterForm(forms.Form):
    """What narrows the list of who may do what."""

    person = forms.CharField(
        label=_("Person"), required=False, max_length=80, widget=forms.SearchInput
    )
    equipment_class = forms.CharField(label=_("Class"), required=False, max_length=16)
    held = forms.ChoiceField(
        label=_("Holds"),
        required=False,
        choices=[("", _("All")), ("today", _("Today")), ("ending", _("Ends within 60 days"))],
    )
