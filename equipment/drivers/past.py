"""What a machine measured while nobody listened: told afterwards, as a device's own memory does.

For the curves of runs that go on, when a demonstration begins or was off for a while.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from equipment.choices import Quality
from equipment.drivers.plant import MEMORY, phases_of, since_rest, unit_of
from equipment.drivers.simulator import measured
from equipment.models import Equipment, WatchGrant
from equipment.telemetry.store import Counts, NewReading, append
from pilotbase.core import clock

MINUTE = timedelta(minutes=1)
OFTEN = timedelta(seconds=10)  # in the last hour, which is looked at closely
REMEMBERED = timedelta(hours=24)
CLOSELY = timedelta(minutes=65)


class Missed(NamedTuple):
    """Nobody heard the machine over ``[start, end)``."""

    equipment: Equipment
    start: datetime
    end: datetime


def missed() -> list[Missed]:
    """Of each simulated machine with a run, the time since it was last heard, a day at most."""
    now = clock.now()
    runs = WatchGrant.objects.standing(now).filter(equipment__gateways__simulated=True)
    return [
        Missed(run.equipment, max(run.start, _last_heard(run.equipment, now)), now)
        for run in runs.select_related("equipment__equipment_class", "equipment__current")
    ]


def catch_up(gaps: Iterable[Missed], stop: threading.Event) -> None:
    """Tell what was measured meanwhile, one machine after the other."""
    for equipment, start, end in gaps:
        if stop.is_set():
            return
        close = max(start, end - CLOSELY)
        measure_past(equipment, start, close)
        measure_past(equipment, close, end, OFTEN)


def _last_heard(equipment: Equipment, now: datetime) -> datetime:
    """When its newest value was measured, or a day ago."""
    values = equipment.current.values.values() if hasattr(equipment, "current") else ()
    return max([now - REMEMBERED, *(datetime.fromisoformat(at) for _value, at, *_ in values)])


def measure_past(
    equipment: Equipment, start: datetime, end: datetime, every: timedelta = MINUTE
) -> Counts:
    """Store simulated readings over ``[start, end)``, as the state log of that time has it.

    Each is marked as simulated. Raises no alarm: it is past.
    """
    return append(list(_readings(equipment, start, end, every)))


def _readings(
    equipment: Equipment, start: datetime, end: datetime, every: timedelta
) -> Iterator[NewReading]:
    tags = dict(equipment.tags.values_list("code", "pk"))
    phases = phases_of([equipment.pk], start - MEMORY, end)[equipment.pk]
    unit = unit_of(equipment, phases)
    for at in _instants(start, end, every):
        known = tuple(phase for phase in phases if phase.start <= at)
        for one in measured(replace(unit, phases=since_rest(known)), at):
            yield NewReading(tags[one.tag], at, one.value, Quality.GOOD, simulated=True)


def _instants(start: datetime, end: datetime, every: timedelta) -> Iterable[datetime]:
    return (start + n * every for n in range(int((end - start) / every)))
