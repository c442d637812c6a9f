"""Fills an empty installation with the demonstration plant."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pilotbase.demo import place, plant

BEFORE = timedelta(days=400)
Say = Callable[..., None]


def fill(now: datetime, password: str, say: Say) -> None:
    """``say(english, chinese)`` is told of each step."""
    with place.in_haste():
        say("Setting up the plant: 48 machines, 8 organisations", "布置基地：48 台设备、8 家单位")
        plant.set_up(now - BEFORE, password)
