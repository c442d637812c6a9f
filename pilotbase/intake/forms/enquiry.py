"""The forms of an enquiry: each draws fields and hands a command to its verb."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.models import EquipmentClass
from pilotbase.accounts.choices import Containment, ProductField, ServiceType
from pilotbase.accounts.models import Organisation
from pilotbase.core import clock
from pilotbase.core.forms import FileField, SchemaForm
from pilotbase.intake.choices import DocumentKind, Question, Reply, StrainVerdict
from pilotbase.intake.models import Enquiry, StrainReview
from pilotbase.intake.schemas.enquiry import (
    Answer,
    Asking,
    Declaration,
    Ending,
    Opening,
    StrainDecision,
    VisitorAsking,
)

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LONG = forms.Textarea(attrs={"rows": 4, "data-wide": ""})


class _AskFields(forms.Form):
    title = forms.CharField(label=_("What is it, in a line"), max_length=160)
    wants = forms.CharField(label=_("What do you want to do here"), max_length=4000, widget=LONG)
    need = forms.CharField(
        label=_("Scale and machine"),
        max_length=200,
        required=False,
        help_text=_("For instance: 100 L with off-gas, methanol"),
    )
    service_type = forms.ChoiceField(label=_("Service"), choices=ServiceType)
    product_field = forms.ChoiceField(label=_("Field"), choices=ProductField)
    organism = forms.CharField(label=_("Organism"), max_length=120, required=False)
    gmo = forms.BooleanField(label=_("Genetically modified"), required=False)
    wished_from = forms.DateField(label=_("Wished from"), required=False, widget=DAY)


class AskForm(_AskFields, SchemaForm[Asking]):
    schema = Asking


class VisitorForm(_AskFields, SchemaForm[VisitorAsking]):
    schema = VisitorAsking
    fieldsets = [
        (_("Who asks"), ["name", "organisation", "email", "phone"]),
        (
            _("What for"),
            ["title", "wants", "need", "service_type", "product_field", "organism", "gmo"],
        ),
    ]
    name = forms.CharField(label=_("Your name"), max_length=120)
    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=200)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class AnswerForm(SchemaForm[Answer]):
    schema = Answer
    feasible = forms.TypedChoiceField(
        label=_("Can it be done here"),
        choices=[("yes", _("Yes, on to the agreements")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
    )
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    text = forms.CharField(label=_("Answer"), max_length=2000, widget=LONG)

    def __init__(self, enquiry: Enquiry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if enquiry.organisation_id is not None:
            del self.fields["organisation"]
            return
        known = Organisation.objects.exclude(retired_from__lte=clock.today()).order_by("code")
        choices = [("", "—"), *((one.code, f"{one.code} {one.name}") for one in known)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind)
    file = FileField(label=_("File"), allow_empty_file=True, help_text=_("Up to 50 MB."))


class DeclarationForm(SchemaForm[Declaration]):
    schema = Declaration
    organism = forms.CharField(label=_("Organism"), max_length=120)
    strain = forms.CharField(label=_("Strain"), max_length=120)
    gmo = forms.BooleanField(label=_("Genetically modified"), required=False)
    containment = forms.TypedChoiceField(
        label=_("Containment you work at"), choices=Containment, coerce=int
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in Question:
            choices = [("", "—"), *Reply.choices]
            self.fields[question.value] = forms.ChoiceField(label=question.label, choices=choices)
        self.order_fields(["organism", "strain", "gmo", "containment", *Question.values, "note"])

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        answers = {question: data.pop(question, "") for question in Question.values}
        return {**data, "answers": answers}


class ReviewForm(SchemaForm[StrainDecision]):
    schema = StrainDecision
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[one for one in StrainVerdict.choices if one[0] != StrainVerdict.WAITING],
    )
    containment = forms.TypedChoiceField(
        label=_("Containment level"), choices=Containment, coerce=int, empty_value=None
    )
    valid_until = forms.DateField(
        label=_("Valid until (not including)"), required=False, widget=DAY
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=LONG)


class OpeningForm(SchemaForm[Opening]):
    schema = Opening
    code = forms.CharField(label=_("Code"), max_length=16)
    title = forms.CharField(label=_("Title"), max_length=160)
    approved_until = forms.DateField(label=_("Approved until (not including)"), widget=DAY)
    classes = forms.MultipleChoiceField(
        label=_("Allowed classes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every class."),
    )
    hours = forms.IntegerField(label=_("Hours at most"), required=False, min_value=1)
    bookings = forms.IntegerField(label=_("Bookings at most"), required=False, min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, classes: Iterable[EquipmentClass], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, f"{one.code} {one.name}") for one in classes]
        self.fields["classes"].choices = choices  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        limits = {name: data.pop(name, None) for name in ("classes", "hours", "bookings")}
        return {**data, "limits": {**limits, "classes": tuple(limits["classes"] or ())}}

    @staticmethod
    def of(enquiry: Enquiry, review: StrainReview | None) -> dict[str, Any]:
        until = review.valid_until if review else None
        return {"title": enquiry.title, "approved_until": until}


class EndingForm(SchemaForm[Ending]):
    schema = Ending
    reason = forms.CharField(label=_("Reason"), max_length=2000)
