"""When a place is open, by its hours and the working calendar. Pure.

A place's hours are one window for each day on which it opens; windows that touch are one, so
that what is open from 00:00 to 00:00 on every day never closes.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from bookings.policy.case import Hours
from pilotbase.accounts.calendar import WorkingCalendar

AS_FAR_AS = timedelta(days=400)  # nobody looks further ahead for an open door
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def windows(
    hours: Hours, calendar: WorkingCalendar, zone: tzinfo, after: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Open times that end after ``after``, in order, one for each day."""
    first = after.astimezone(zone).date() - _DAY
    for n in range(AS_FAR_AS.days):
        day = first + n * _DAY
        if not (hours.on_closed_days or calendar.works(day)):
            continue
        opens, closes = _window(hours, day, zone)
        if closes > after:
            yield opens, closes


def closed_from(
    hours: Hours, calendar: WorkingCalendar, zone: tzinfo, span: tuple[datetime, datetime]
) -> datetime | None:
    """The first instant of ``[start, end)`` at which the place is closed."""
    start, end = span
    if hours.is_always:
        return None
    reached, end = start, min(end, start + AS_FAR_AS)
    for opens, closes in windows(hours, calendar, zone, start):
        if opens > reached:
            return reached
        reached = closes
        if reached >= end:
            return None
    return reached


def is_open_at(hours: Hours, calendar: WorkingCalendar, zone: tzinfo, at: datetime) -> bool:
    """Whether the place is open from this instant on."""
    return closed_from(hours, calendar, zone, (at, at + _MINUTE)) is None


def ends_open(hours: Hours, calendar: WorkingCalendar, zone: tzinfo, at: datetime) -> bool:
    """Whether something can end at this instant: from the opening to the moment of closing."""
    return any(is_open_at(hours, calendar, zone, moment) for moment in (at, at - _MINUTE))


def next_opening(
    hours: Hours, calendar: WorkingCalendar, zone: tzinfo, after: datetime
) -> datetime | None:
    """The first opening after an instant at which it is closed, or None if it never opens."""
    return next(
        (opens for opens, _ in windows(hours, calendar, zone, after) if opens > after), None
    )


def _window(hours: Hours, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    last = day if hours.opens < hours.closes else day + _DAY
    return (
        datetime.combine(day, hours.opens, zone),
        datetime.combine(last, hours.closes, zone),
    )
