"""The forms of a person's own page."""

from typing import Any

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


class TokenForm(SchemaForm[NewToken]):
    schema = NewToken
    name = forms.CharField(label=_("What it is for"))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, scope.value) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Valid for (days)"), initial=90, min_value=1, max_value=365)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "scopes": tuple(data.get("scopes", ()))}
