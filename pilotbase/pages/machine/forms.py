"""What one may say of a machine on its page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.actions.take_out_of_service import OUT
from equipment.schemas.machine import TakingOut
from pilotbase.core.forms import InstantField, SchemaForm


class TakingOutForm(SchemaForm[TakingOut]):
    schema = TakingOut
    reason = forms.CharField(label=_("Reason"), max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=[(s.value, s.label) for s in OUT])
    until = InstantField(
        label=_("Expected until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
