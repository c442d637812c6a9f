"""The form of maintenance: its time, and a choice for each booking that stands in the way."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.choices import Giving
from bookings.forms.booking import AnsweringForm, hours_field, instant_field
from bookings.models import Occupation
from bookings.schemas.booking import Block


class BlockForm(AnsweringForm[Block]):
    """Choices come as ``give_<booking>_<stage>``: only what is asked for is read."""

    schema = Block
    start = instant_field(_("From"))
    hours = hours_field(_("For how long"))
    note = forms.CharField(label=_("What is done"), max_length=200, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.standing: list[tuple[Occupation, forms.BoundField]] = []

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        start = data["start"]
        end = start + timedelta(minutes=round(float(data["hours"]) * 60))
        return {"span": {"start": start, "end": end}, "note": data["note"], **self._given()}

    def _given(self) -> dict[str, Any]:
        choices = []
        for name, value in self.data.items():
            _give, _dash, about = name.partition("give_")
            booking, _dash, stage = about.rpartition("_")
            if booking and stage.isdecimal() and value in Giving.values:
                choices.append({"booking": booking, "stage": int(stage[:3]), "do": value})
        return {"choices": choices, "around": self.data.get("around") == "on"}

    def offer(self, standing: Iterable[Occupation]) -> None:
        """A field for each booking that is in the way."""
        for row in standing:
            if row.stage is None:
                continue
            name = f"give_{row.stage.booking.number}_{row.stage.position}"
            self.fields[name] = forms.ChoiceField(
                label=row.stage.booking.number,
                choices=[("", "—"), *Giving.choices],
                required=False,
            )
            self.standing.append((row, self[name]))

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        name = str(loc[0]) if loc else ""
        return "start" if name.startswith(("span", "choices")) else super()._shown(loc)
