"""Lets the pages tell a visitor at the door what the plant does now; only what is public."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Area(NamedTuple):
    """``machines`` are pairs of tag and public state (a member of its enum)."""

    name: str
    note: str
    machines: Sequence[tuple[str, Any]]


PlantNow = Callable[[], Sequence[Area]]

_told: list[PlantNow] = []


def register_plant_now(areas: PlantNow) -> PlantNow:
    """``areas()`` says what everyone may see. Register it in ``AppConfig.ready``."""
    _told[:] = [areas]
    return areas


def plant_now() -> list[Area]:
    """Nothing where no page tells, as in an installation without machines."""
    return [area for areas in _told for area in areas() if area.machines]


class Count(NamedTuple):
    state: Any
    number: int


def counts(areas: Sequence[Area]) -> list[Count]:
    """How many machines are in each public state, commonest first."""
    states: dict[str, list[Any]] = {}
    for area in areas:
        for _tag, state in area.machines:
            states.setdefault(str(state), []).append(state)
    found = [Count(members[0], len(members)) for members in states.values()]
    return sorted(found, key=lambda count: -count.number)
