"""Makes up a day and a half of a run, so that the page at /design can draw its curves."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import pgettext

NOW, PLANNED = 31, 48  # hours after the start
GAP = range(16 * 60, 17 * 60)  # minutes in which the gateway was silent
At = Callable[[float], str]


def curves(now: datetime) -> dict[str, Any]:
    start = now - timedelta(hours=NOW)

    def at(hours: float) -> str:
        return (start + timedelta(hours=hours)).isoformat()

    return {
        "zero": at(0),
        "start": at(0),
        "end": at(PLANNED),
        "now": at(NOW),
        "phases": _phases(at),
        "events": [
            {"at": at(10), "label": pgettext("design", "Feed starts")},
            {"at": at(27), "label": "IPTG"},
        ],
        "panels": _panels(start),
        "offline": [_offline(at)],
    }


def _phases(at: At) -> list[dict[str, Any]]:
    phases = [
        ("growth", pgettext("design", "Growth"), 0, 10),
        ("feed", pgettext("design", "Feed"), 10, 27),
        ("induce", pgettext("design", "Induction"), 27, NOW),
    ]
    drawn: list[dict[str, Any]] = [
        {"look": look, "label": label, "start": at(start), "end": at(end)}
        for look, label, start, end in phases
    ]
    planned = {"look": "induce", "label": pgettext("design", "planned"), "planned": True}
    return [*drawn, {**planned, "start": at(NOW), "end": at(PLANNED)}]


def _panels(start: datetime) -> list[dict[str, Any]]:
    minutes = range(0, NOW * 60, 5)
    times = [int((start + timedelta(minutes=minute)).timestamp()) for minute in minutes]

    def values(of: Callable[[float], float]) -> list[float | None]:
        return [None if minute in GAP else round(of(minute / 60), 2) for minute in minutes]

    oxygen = {
        "key": "DO",
        "label": pgettext("design", "Dissolved oxygen"),
        "unit": "%",
        "decimals": 0,
        "colour": "do",
        "min": 0,
        "max": 100,
        "setpoint": 30,
        "low": 20,
        "values": values(lambda h: max(30, 98 - h * h * 1.1) + math.sin(h * 9) * 1.5),
    }
    acidity = {
        "key": "pH",
        "label": "pH",
        "unit": "",
        "decimals": 2,
        "colour": "ph",
        "setpoint": 7,
        "values": values(lambda h: 7 + math.sin(h * 2) * 0.05),
    }
    return [{**panel, "times": times} for panel in (oxygen, acidity)]


def _offline(at: At) -> dict[str, Any]:
    hours = (1, 3, 6, 9, 12, 16, 20, 24, 27)
    return {
        "key": "OD600",
        "label": "OD600",
        "unit": "",
        "decimals": 1,
        "shape": "dot",
        "points": [
            {"at": at(h), "value": round(60 / (1 + math.exp(5 - h / 3)), 1), "label": f"S-{h}"}
            for h in hours
        ],
    }
