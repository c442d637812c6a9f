"""When machines stand in a closed place: outside the facility's and their area's hours."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from bookings.policy.case import Hours
from bookings.policy.opening import windows
from bookings.utilization.claims import Stretch
from equipment.models import Equipment
from pilotbase.accounts.calendar import WorkingCalendar, calendar_of
from pilotbase.core.instants import instant, number


def closures_of(machines: Iterable[Equipment], window: Stretch) -> dict[int, list[Stretch]]:
    """By machine, in order and apart from each other. A place that never closes costs nothing."""
    calendars: dict[int, WorkingCalendar] = {}
    by_area: dict[int, list[Stretch]] = {}
    found = {}
    for machine in machines:
        area, facility = machine.area, machine.facility
        if area.pk not in by_area:
            hours = [
                Hours(facility.opens_at, facility.closes_at),
                Hours(area.opens_at, area.closes_at, area.open_on_closed_days),
            ]
            narrow = [one for one in hours if not one.is_always]
            if narrow and facility.pk not in calendars:
                calendars[facility.pk] = calendar_of(facility)
            shut = (
                gap
                for one in narrow
                for gap in closed(one, calendars[facility.pk], facility.zone, window)
            )
            by_area[area.pk] = list(joined(shut))
        found[machine.pk] = by_area[area.pk]
    return found


def closed(
    hours: Hours, calendar: WorkingCalendar, zone: tzinfo, window: Stretch
) -> Iterator[Stretch]:
    """The stretches of the window at which a place with these hours is closed."""
    at = window.start
    for opening in windows(hours, calendar, zone, instant(window.start)):
        opens, closes = map(number, opening)
        if opens >= window.end:
            break
        if at < opens:
            yield Stretch(at, opens)
        at = max(at, closes)
    if at < window.end:
        yield Stretch(at, window.end)


def joined(spans: Iterable[Stretch]) -> Iterator[Stretch]:
    """The same time, in order and without overlaps."""
    last: Stretch | None = None
    for span in sorted(spans):
        if last is not None and span.start <= last.end:
            last = Stretch(last.start, max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
