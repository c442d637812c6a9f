"""What is taken on each machine, and how much steam is drawn when, while the plan is laid. Pure."""

from bisect import bisect_right, insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pilotbase.demo import fleet
from pilotbase.demo.calendar import HALF_HOUR, HOUR

CLASSES: Final = {row.code: row for row in fleet.CLASSES}
MACHINES: Final = {row.tag: row for row in fleet.MACHINES}
STEAM: Final = next(float(row.capacity) for row in fleet.UTILITIES if row.code == "steam")


def class_of(tag: str) -> fleet.ClassRow:
    return CLASSES[MACHINES[tag].of]


@dataclass(frozen=True, order=True)
class Slot:
    """A machine is taken for ``[start, end)``."""

    start: datetime
    end: datetime


def occupied(tag: str, start: datetime, end: datetime) -> Slot:
    """The run with its preparation and turnaround."""
    of = class_of(tag)
    return Slot(start - of.before, end + of.after)


@dataclass
class Lanes:
    """One lane for each machine, and the steam of all."""

    taken: dict[str, list[Slot]] = field(default_factory=lambda: defaultdict(list))
    steam: dict[datetime, float] = field(default_factory=lambda: defaultdict(float))

    def clash(self, tag: str, slot: Slot) -> Slot | None:
        """The last slot of the lane that reaches into this one."""
        lane = self.taken[tag]
        n = bisect_right(lane, Slot(slot.end, slot.start))
        while n and lane[n - 1].start >= slot.end:
            n -= 1
        before = lane[n - 1] if n else None
        return before if before is not None and before.end > slot.start else None

    def room_after(self, tag: str, slot: Slot) -> timedelta:
        """How long the lane stays free after the slot."""
        lane = self.taken[tag]
        n = bisect_right(lane, slot)
        return lane[n].start - slot.end if n < len(lane) else timedelta(days=1)

    def has_steam(self, tag: str, slot: Slot) -> bool:
        needed = _steam_of(tag)
        return all(self.steam[at] + needed <= STEAM for at in _heating(slot)) if needed else True

    def take(self, tag: str, slot: Slot, *, heats: bool = True) -> None:
        insort(self.taken[tag], slot)
        if heats and _steam_of(tag):
            for at in _heating(slot):
                self.steam[at] += _steam_of(tag)


def _steam_of(tag: str) -> float:
    demand = fleet.DEMANDS.get(MACHINES[tag].of)
    return float(demand.steam) if demand else 0.0


def _heating(slot: Slot) -> list[datetime]:
    """The half hours of heating up."""
    begins = slot.start + fleet.HEATING
    steps = int(HOUR / HALF_HOUR)
    return [begins + n * HALF_HOUR for n in range(steps)]
