"""The form of a new calendar feed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.make_feed import NewFeed
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.forms import SchemaForm


class FeedForm(SchemaForm[NewFeed]):
    schema = NewFeed
    machine = forms.ChoiceField(label=_("What it holds"), required=False)

    def __init__(self, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        machines = Equipment.objects.visible_to(actor).catalogue().serving(clock.now())
        field = self.fields["machine"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [
            ("", _("The bookings I made")),
            *((machine.tag, f"{machine.tag} {machine.name}") for machine in machines),
        ]
