"""Lays out one of every component, with made-up facts, for the page at /design."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from pilotbase.core import clock
from pilotbase.core.forms import InstantField
from pilotbase.web.looks import LOOKS
from pilotbase.web.sheet_curves import curves

WORDS: dict[str, Promise] = {
    "idle-clean": pgettext_lazy("look", "Idle, clean"),
    "idle-dirty": pgettext_lazy("look", "Idle, dirty"),
    "idle": pgettext_lazy("look", "Idle"),
    "setup": pgettext_lazy("look", "Set-up"),
    "cip": pgettext_lazy("look", "CIP"),
    "sip": pgettext_lazy("look", "SIP"),
    "sterile-hold": pgettext_lazy("look", "Sterile hold"),
    "inoculation": pgettext_lazy("look", "Inoculation"),
    "growth": pgettext_lazy("look", "Growth"),
    "feed": pgettext_lazy("look", "Feed"),
    "induce": pgettext_lazy("look", "Induction"),
    "harvest": pgettext_lazy("look", "Harvest"),
    "running": pgettext_lazy("look", "Running"),
    "loading": pgettext_lazy("look", "Loading"),
    "freezing": pgettext_lazy("look", "Freezing"),
    "drying": pgettext_lazy("look", "Drying"),
    "unloading": pgettext_lazy("look", "Unloading"),
    "hold": pgettext_lazy("look", "Hold"),
    "kill": pgettext_lazy("look", "Kill"),
    "fault": pgettext_lazy("look", "Fault"),
    "maintenance": pgettext_lazy("look", "Maintenance"),
    "calibration": pgettext_lazy("look", "Calibration"),
    "service": pgettext_lazy("look", "Service"),
    "engineering": pgettext_lazy("look", "Engineering"),
    "closed": pgettext_lazy("look", "Closed"),
    "offline": pgettext_lazy("look", "Offline"),
    "free": pgettext_lazy("look", "Free"),
    "occupied": pgettext_lazy("look", "Occupied"),
    "out-of-service": pgettext_lazy("look", "Out of service"),
}
COLOURS = ["ink", "bg", "surface", "sunken", "line", "primary", "need", "bad"]


class Event(NamedTuple):
    """One link of a made-up chain."""

    at: datetime
    title: Promise
    lines: list[Promise]
    seq: int
    hash: str = ""
    dot: str = ""
    is_open: bool = False
    is_intact: bool = True


class Sample(forms.Form):
    """Shows each kind of field."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("design", "Kind of sample"),
        choices=[
            ("broth", pgettext_lazy("design", "Fermentation broth")),
            ("super", pgettext_lazy("design", "Supernatant")),
        ],
    )
    volume = forms.DecimalField(
        label=pgettext_lazy("design", "Volume"),
        max_value=50,
        widget=forms.NumberInput(attrs={"data-unit": "mL"}),
        help_text=pgettext_lazy("design", "At most the tube's 50 mL."),
    )
    drawn = InstantField(
        label=pgettext_lazy("design", "Drawn at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    mark = forms.CharField(
        label=pgettext_lazy("design", "Your own number"), required=False, max_length=40
    )
    storage = forms.ChoiceField(
        label=pgettext_lazy("design", "Storage"),
        choices=[("rt", "15–25 °C"), ("2-8", "2–8 °C"), ("-80", "−80 °C")],
        widget=forms.RadioSelect,
    )
    hazard = forms.BooleanField(
        label=pgettext_lazy("design", "Contains living cells"), required=False
    )
    remark = forms.CharField(
        label=pgettext_lazy("design", "Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def content() -> dict[str, Any]:
    now = clock.now().astimezone(UTC)
    return {
        "looks": [(look, WORDS[look]) for look in LOOKS],
        "colours": COLOURS,
        "form": Sample(),
        "bad_form": Sample({"kind": "broth", "volume": "230", "drawn": "", "storage": "2-8"}),
        "now": now,
        "earlier": now - timedelta(hours=31, minutes=20),
        "later": now + timedelta(days=1, hours=4),
        "span": timedelta(days=3, hours=4),
        "trend": [7 + math.sin(i / 4) / 9 if i not in (14, 15, 16) else None for i in range(36)],
        "story": _story(now),
        "spans": [
            ("week", pgettext_lazy("design", "Week")),
            ("two", pgettext_lazy("design", "Two weeks")),
            ("month", pgettext_lazy("design", "Month")),
        ],
        "curves": curves(now),
    }


def _story(now: datetime) -> list[Event]:
    ago = [now - timedelta(minutes=minutes) for minutes in (252, 231, 195, 2)]
    return [
        Event(
            ago[0],
            pgettext_lazy("design", "Drawn, 50 mL"),
            [pgettext_lazy("design", "BR300-1, port 2, after 31 h 20")],
            1,
            "a41c77e209",
        ),
        Event(
            ago[1],
            pgettext_lazy("design", "Handed over"),
            [pgettext_lazy("design", "Two signatures, seal A-1021 intact, 4.1 °C")],
            2,
            "03f9be115a",
            dot="pair",
        ),
        Event(
            ago[2],
            pgettext_lazy("design", "Split in three"),
            [pgettext_lazy("design", "-A01, -A02, -A03")],
            3,
            "9c4010d37f",
            dot="split",
        ),
        Event(
            ago[3],
            pgettext_lazy("design", "Hand-over waits for a signature"),
            [pgettext_lazy("design", "Reminded after 2 h")],
            4,
            dot="open",
            is_open=True,
        ),
    ]
