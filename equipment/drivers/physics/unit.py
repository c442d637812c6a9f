"""A machine as the physics see it, and chance that is the same whenever it is asked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from equipment.choices import Kind, MachineState

AMBIENT = 22.0  # degC, in the hall


@dataclass(frozen=True)
class Phase:
    """The machine entered ``state`` at ``start``."""

    state: MachineState
    start: datetime


@dataclass(frozen=True)
class Unit:
    """``phases`` are in order, the last one lasts. ``litres`` is the working volume."""

    tag: str
    kind: Kind
    of: str  # its class
    litres: float
    nominal: float  # of its size as printed: 500 of "500 L/h"
    codes: frozenset[str]
    phases: tuple[Phase, ...]


def hours(since: datetime, at: datetime) -> float:
    return (at - since) / timedelta(hours=1)


def chosen(unit: Unit, what: str, low: float, high: float) -> float:
    """A property of this machine's batch: the same for as long as its first phase is."""
    first = unit.phases[0].start.isoformat() if unit.phases else ""
    return Random(f"{unit.tag} {first} {what}").uniform(low, high)  # noqa: S311


def noise(unit: Unit, code: str, at: datetime, size: float) -> float:
    """What a sensor adds: a slow wander of a few minutes, and a little at each reading."""
    seconds = at.timestamp()
    angle = _angle(unit.tag, code)
    wander = math.sin(seconds / 97 + angle) + math.sin(seconds / 611 + 2 * angle)
    grain = Random(f"{unit.tag} {code} {round(seconds * 10)}").gauss(0, 0.5)  # noqa: S311
    return size * (0.3 * wander + 0.4 * grain)


@cache
def _angle(tag: str, code: str) -> float:
    return Random(f"{tag} {code}").uniform(0, 2 * math.pi)  # noqa: S311


def toward(start: float, goal: float, elapsed: float, time_constant: float) -> float:
    """A first-order approach, in hours."""
    return goal + (start - goal) * math.exp(-max(elapsed, 0.0) / time_constant)


def along(points: Sequence[tuple[float, float]], elapsed: float) -> float:
    """A profile of straight lines through (hours, value)."""
    before = points[0]
    for after in points[1:]:
        if elapsed < after[0]:
            share = (elapsed - before[0]) / (after[0] - before[0])
            return before[1] + share * (after[1] - before[1])
        before = after
    return before[1]
