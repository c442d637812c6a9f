"""Knows when the plant was at work, so that nothing lapses because it was off."""

from datetime import datetime, timedelta

from pilotbase.core import clock
from pilotbase.core.jobs import periodic
from pilotbase.core.verbs import verb
from pilotbase.records.models import Uptime

LONGEST_PAUSE = timedelta(minutes=5)  # beats that are further apart mean that it was off


@periodic("records.uptime", timedelta(minutes=1))
@verb
def beat() -> None:
    """The plant is at work now, and was since the last beat unless that is too long ago."""
    now = clock.now()
    newest = Uptime.objects.order_by("-end").first()
    if newest is not None and newest.start <= now <= newest.end + LONGEST_PAUSE:
        Uptime.objects.filter(pk=newest.pk, end__lt=now).update(end=now)
    else:
        Uptime.objects.get_or_create(start=now, defaults={"end": now})


def up_spans(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When the plant was at work within ``[start, end)``, in order and apart from each other."""
    rows = Uptime.objects.filter(start__lt=end, end__gt=start).order_by("start")
    found, at = [], start
    for since, until in rows.values_list("start", "end"):
        first, last = max(since, at), min(until, end)
        if first < last:
            found.append((first, last))
            at = last
    return found
