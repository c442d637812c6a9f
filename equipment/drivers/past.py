"""What a machine would have measured: for the curves of runs that a demonstration begins with."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from equipment.choices import Quality
from equipment.drivers.plant import MEMORY, phases_of, since_rest, unit_of
from equipment.drivers.simulator import measured
from equipment.models import Equipment
from equipment.telemetry.store import Counts, NewReading, append

MINUTE = timedelta(minutes=1)


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
