"""The forms of the inbox."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pilotbase.core.forms import SchemaForm
from pilotbase.notifications.actions.save_preferences import Choice, Choices
from pilotbase.notifications.choices import Timing
from pilotbase.notifications.kinds import kinds


class PreferencesForm(SchemaForm[Choices]):
    """A choice for each kind and channel."""

    schema = Choices

    def __init__(self, now: list[Choice], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        labels = {kind.code: kind.label for kind in kinds()}
        for one in now:
            self.fields[_name(one)] = forms.ChoiceField(
                label=str(labels[one.kind]), choices=Timing.choices, initial=one.timing
            )
        self._asked = now

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        said = [
            {"kind": one.kind, "channel": one.channel, "timing": data[_name(one)]}
            for one in self._asked
        ]
        return {"choices": tuple(said)}


def _name(choice: Choice) -> str:
    return f"{choice.kind}-{choice.channel}"
