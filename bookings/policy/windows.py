"""Days, ISO weeks, months, quarters and years at the plant, as instants. Pure.

Instants here are UTC, so that what lies between two of them is elapsed time, on the day on which
a clock is changed too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from bookings.choices import QuotaWindow

W = QuotaWindow
_LENGTHS = {
    W.DAY: relativedelta(days=1),
    W.WEEK: relativedelta(weeks=1),
    W.MONTH: relativedelta(months=1),
    W.QUARTER: relativedelta(months=3),
    W.YEAR: relativedelta(years=1),
}


@dataclass(frozen=True)
class Window:
    """``[start, end)``; ``first`` is its first day at the plant."""

    each: QuotaWindow
    first: date
    start: datetime
    end: datetime

    def __str__(self) -> str:
        """``2027-01-11``, ``2027-W02``, ``2027-01``, ``2027Q1``, ``2027``."""
        day = self.first
        year, week, _weekday = day.isocalendar()
        return {
            W.DAY: day.isoformat(),
            W.WEEK: f"{year}-W{week:02}",
            W.MONTH: f"{day:%Y-%m}",
            W.QUARTER: f"{day.year}Q{(day.month + 2) // 3}",
            W.YEAR: f"{day.year}",
        }[self.each]

    def hours(self, start: datetime, end: datetime) -> timedelta:
        """How much of ``[start, end)`` lies in it."""
        inside = min(end.astimezone(UTC), self.end) - max(start.astimezone(UTC), self.start)
        return max(inside, timedelta(0))

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


def windows(each: QuotaWindow, zone: tzinfo, start: datetime, end: datetime) -> Iterator[Window]:
    """Those that ``[start, end)`` reaches into, in order; at least the one that holds ``start``."""
    first = _first_day(each, start.astimezone(zone).date())
    while True:
        after = first + _LENGTHS[each]
        yield Window(each, first, _midnight(first, zone), _midnight(after, zone))
        if end <= _midnight(after, zone):
            return
        first = after


def window_of(each: QuotaWindow, zone: tzinfo, instant: datetime) -> Window:
    return next(windows(each, zone, instant, instant))


def _first_day(each: QuotaWindow, day: date) -> date:
    return {
        W.DAY: day,
        W.WEEK: day - timedelta(days=day.weekday()),
        W.MONTH: day.replace(day=1),
        W.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        W.YEAR: day.replace(month=1, day=1),
    }[each]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
