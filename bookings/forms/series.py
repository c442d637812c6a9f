"""Forms of series: a run that comes round, and what is to change of it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from bookings.choices import Every, SeriesScope
from bookings.forms.booking import (
    AnsweringForm,
    alike,
    hours_field,
    hours_of,
    instant_field,
    machines_of,
    projects_of,
)
from bookings.models import Booking, Series
from bookings.schemas.series import MOST_OCCURRENCES, SeriesChange, SeriesEnding, SeriesRequest
from pilotbase.accounts.actor import Actor


class SeriesForm(AnsweringForm[SeriesRequest]):
    schema = SeriesRequest
    project = forms.ChoiceField(label=_("Project"))
    equipment = forms.ChoiceField(label=_("Machine"))
    start = instant_field(_("The first run"))
    hours = hours_field(_("Length of each run"))
    every = forms.ChoiceField(label=_("Comes round"), choices=Every)
    interval = forms.IntegerField(label=_("Every so many"), min_value=1, max_value=52, initial=1)
    weekdays = forms.MultipleChoiceField(
        label=_("On these days of the week"),
        choices=[(day + 1, name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    count = forms.IntegerField(
        label=_("How many times"), min_value=1, max_value=MOST_OCCURRENCES, required=False
    )
    until = forms.DateField(
        label=_("Or until"), widget=forms.DateInput({"type": "date"}), required=False
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=160, required=False)
    skip_clashes = forms.BooleanField(label=_("Leave out what clashes"), required=False)

    def __init__(self, actor: Actor, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["project"].choices = projects_of(actor)  # type: ignore[attr-defined]
        self.fields["equipment"].choices = machines_of(actor)  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        start, minutes = data["start"], round(float(data["hours"]) * 60)
        repeat = {name: data[name] for name in ("every", "interval", "count", "until")}
        plain = ("project", "equipment", "purpose", "skip_clashes")
        return {
            **{name: data[name] for name in plain},
            "first": {"start": start, "end": start + timedelta(minutes=minutes)},
            "repeat": {**repeat, "weekdays": [int(day) for day in data["weekdays"]]},
        }

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["repeat"] and len(parts) > 1:
            return parts[1] if parts[1] in self.fields else "every"
        if parts[:1] == ["repeat"]:
            return "every"
        return "start" if parts[:1] in (["first"], ["stages"]) else super()._shown(loc)


class _PartForm(AnsweringForm[Any]):
    """``of`` is the booking from which on, where not all are meant."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    scope = forms.ChoiceField(label=_("Which runs"), choices=SeriesScope, initial=SeriesScope.ALL)
    of = forms.ChoiceField(label=_("From"), required=False)

    def __init__(self, series: Series, bookings: list[Booking], data: Any = None) -> None:
        super().__init__(data, initial={"version": series.version})
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((booking.number, booking.number) for booking in bookings),
        ]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        plain = {name: value for name, value in data.items() if name != "version"}
        return {name: value for name, value in plain.items() if value not in ("", None)}


class SeriesChangeForm(_PartForm):
    schema = SeriesChange
    starts_at = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput({"type": "time"}), required=False
    )
    hours = hours_field(_("Length of each run"))
    equipment = forms.ChoiceField(label=_("Machine"), required=False)
    skip_clashes = forms.BooleanField(label=_("Leave out what clashes"), required=False)

    def __init__(self, series: Series, bookings: list[Booking], data: Any = None) -> None:
        super().__init__(series, bookings, data)
        self.fields["hours"].required = False
        self.fields["hours"].initial = hours_of(series.length)
        self.fields["starts_at"].initial = series.starts_at.strftime("%H:%M")
        self.fields["equipment"].choices = alike(series.equipment)  # type: ignore[attr-defined]
        self.fields["equipment"].initial = series.equipment.tag


class SeriesEndingForm(_PartForm):
    schema = SeriesEnding
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
