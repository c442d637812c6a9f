"""Forms for requests for help."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.schemas.help import HelpAsked, HelpSaid
from pilotbase.core.forms import InstantField, SchemaForm

LINES = forms.Textarea(attrs={"rows": 4, "data-wide": ""})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class HelpForm(SchemaForm[HelpAsked]):
    schema = HelpAsked
    text = forms.CharField(label=_("What do you need"), max_length=2000, widget=LINES)
    at = InstantField(
        label=_("About when"),
        widget=MOMENT,
        input_formats=["%Y-%m-%dT%H:%M"],
        required=False,
        help_text=_("Left empty: now."),
    )

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in (None, "")}


class AnswerForm(SchemaForm[HelpSaid]):
    schema = HelpSaid
    text = forms.CharField(label=_("Message"), max_length=2000, widget=LINES)
