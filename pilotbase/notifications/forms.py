"""The forms of the inbox."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotbase.core.forms import SchemaForm
from pilotbase.notifications.actions.save_preferences import Choice, Choices
from pilotbase.notifications.choices import Channel, Timing
from pilotbase.notifications.kinds import personal_kinds


class PreferencesForm(SchemaForm[Choices]):
    """A choice for each kind and channel, and where text messages go."""

    schema = Choices
    phone = forms.CharField(
        label=_("Phone for text messages"),
        required=False,
        help_text=_("With its country, such as +8613800000000."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(
        self, now: list[Choice], phone: str, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"phone": phone})
        labels = {kind.code: kind.label for kind in personal_kinds()}
        for one in now:
            label = f"{labels[one.kind]} · {Channel(one.channel).label}"
            self.fields[_name(one)] = forms.ChoiceField(
                label=label, choices=_offered(one), initial=one.timing
            )
        self.order_fields([*(_name(one) for one in now), "phone"])  # each kind on one line
        self._asked = now

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        said = [
            {"kind": one.kind, "channel": one.channel, "timing": data[_name(one)]}
            for one in self._asked
        ]
        return {"choices": tuple(said), "phone": data["phone"]}


def _offered(choice: Choice) -> list[tuple[str, str]]:
    at_once = choice.channel == Channel.SMS
    return [
        (timing.value, str(timing.label))
        for timing in Timing
        if not (at_once and timing == Timing.DIGEST)
    ]


def _name(choice: Choice) -> str:
    return f"{choice.kind}-{choice.channel}"
