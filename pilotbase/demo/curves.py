"""Draws what the machines of going runs measured before anyone looked: simulated, and marked so.

The fill draws little, so that it is quick; the rest follows while the plant runs, and so does what
a pause left open.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bookings.models import Run
from equipment.drivers.past import measure_past
from equipment.models import ReadingRollup
from pilotbase.core import clock
from pilotbase.demo.calendar import HOUR

AT_ONCE: Final = 60  # machine hours: some seconds' work
WHOLE: Final = 50  # minutes of an hour that are there: nothing is missing
LIVE: Final = timedelta(minutes=3)  # the simulator's own


def fill_in(at_once: int = AT_ONCE) -> int:
    """The next hours that are missing. Returns how many were drawn."""
    drawn = 0
    for run in Run.objects.going().select_related("equipment__equipment_class").order_by("pk"):
        for start, end in _missing(run, clock.now() - LIVE):
            measure_past(run.equipment, start, end)
            drawn += 1
            if drawn == at_once:
                return drawn
    return drawn


def _missing(run: Run, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    first = run.equipment.tags.order_by("position", "pk").first()
    if first is None:
        return
    minutes = ReadingRollup.objects.filter(
        tag=first, minute__gte=run.started_at, minute__lt=until
    ).values_list("minute", flat=True)
    there = sorted(minutes)
    start = run.started_at
    while start < until:
        end = min(start + HOUR, until)
        known = sum(start <= minute < end for minute in there)
        if known < WHOLE * ((end - start) / HOUR):
            yield start, end
        start = end


def draw(machines: dict[str, timedelta], others: timedelta) -> None:
    """At once: of these machines their last so many hours, of the others some."""
    now = clock.now()
    for run in Run.objects.going().select_related("equipment__equipment_class"):
        since = now - machines.get(run.equipment.tag, others)
        measure_past(run.equipment, max(since, run.started_at), now)
