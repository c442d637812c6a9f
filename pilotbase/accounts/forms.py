"""The forms of a person's own page."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.actions.make_api_token import NewToken
from pilotbase.accounts.actions.set_signing_pin import NewPin
from pilotbase.accounts.permissions import Scope
from pilotbase.core.forms import SchemaForm

_SECRET = {"autocomplete": "off", "inputmode": "numeric"}


class PinForm(SchemaForm[NewPin]):
    schema = NewPin
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    pin = forms.CharField(
        label=_("New signing PIN"),
        widget=forms.PasswordInput(attrs=_SECRET),
        help_text=_("4 to 12 digits, other than your password."),
    )


_SCOPES: Final = {
    Scope.READ: _("Read what I may read (read)"),
    Scope.INTAKE: _("Enquire, accept and review (intake:write)"),
    Scope.BOOKINGS: _("Book, move and cancel (bookings:write)"),
    Scope.RUNS: _("Run machines (runs:write)"),
    Scope.PLANT: _("Change master data (plant:write)"),
    Scope.TELEMETRY: _("Send states and readings (telemetry:write)"),
    Scope.SAMPLES: _("Draw and deliver samples (samples:write)"),
    Scope.CUSTODY: _("Sign hand-overs (custody:sign)"),
    Scope.RESULTS: _("Enter results (results:write)"),
    Scope.REPORTS: _("Sign and issue reports (reports:sign)"),
}


class TokenForm(SchemaForm[NewToken]):
    schema = NewToken
    name = forms.CharField(label=_("What it is for"))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, _SCOPES[scope]) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Valid for (days)"), initial=90, min_value=1, max_value=365)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "scopes": tuple(data.get("scopes", ()))}
