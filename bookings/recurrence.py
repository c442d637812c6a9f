"""When a series comes round, in plant time. Pure: the rules of RFC 5545 by dateutil.

A month without that day, or without a fifth such weekday, is left out. Each run starts at the
same time of the plant's day, whatever the clock does; its length is elapsed time.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import islice, pairwise
from typing import Any

from dateutil import rrule

from bookings.choices import Every
from bookings.schemas.series import MOST_OCCURRENCES, Repeat
from pilotbase.core.timespan import Span

_FREQUENCY: Mapping[Every, Any] = {
    Every.DAY: rrule.DAILY,
    Every.WEEK: rrule.WEEKLY,
    Every.MONTH_DAY: rrule.MONTHLY,
    Every.MONTH_WEEKDAY: rrule.MONTHLY,
}
_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
LAST = 5  # the fifth such weekday of a month is asked for as the last


def occurrences(first: Span, repeat: Repeat, zone: tzinfo) -> Iterator[Span]:
    """The runs, ``first`` among them if the rule meets it; at most as many as a series has."""
    begins = first.start.astimezone(zone).replace(tzinfo=None)
    until = repeat.until and datetime.combine(repeat.until, begins.time())
    rule = rrule.rrule(
        _FREQUENCY[repeat.every],
        dtstart=begins,
        interval=repeat.interval,
        count=repeat.count,
        until=until,
        **_days(begins, repeat),
    )
    for local in islice(rule, MOST_OCCURRENCES + 1):
        start = local.replace(tzinfo=zone)
        yield span_of(start, first.length)


def span_of(start: datetime, length: timedelta) -> Span:
    """From that instant, so much elapsed time on."""
    instant = datetime.fromtimestamp(start.timestamp(), start.tzinfo)
    end = datetime.fromtimestamp(start.timestamp() + length.total_seconds(), start.tzinfo)
    return Span.model_construct(start=instant, end=end)


def meets_itself(runs: list[Span], before: timedelta, after: timedelta) -> bool:
    """Whether one still has the machine when the next wants it prepared."""
    return any(one.end + after > other.start - before for one, other in pairwise(runs))


def _days(begins: datetime, repeat: Repeat) -> dict[str, Any]:
    if repeat.every == Every.WEEK and repeat.weekdays:
        return {"byweekday": [_WEEKDAYS[day - 1] for day in repeat.weekdays]}
    if repeat.every == Every.MONTH_DAY:
        return {"bymonthday": begins.day}
    if repeat.every == Every.MONTH_WEEKDAY:
        nth = (begins.day - 1) // 7 + 1
        return {"byweekday": _WEEKDAYS[begins.weekday()](-1 if nth == LAST else nth)}
    return {}
