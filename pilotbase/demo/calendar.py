"""The demonstration's working days, and times of day at which people do things. Pure."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from pilotbase.accounts.calendar import WorkingCalendar
from pilotbase.demo import people

ZONE: Final = ZoneInfo("Asia/Shanghai")
HALF_HOUR: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


def _exceptions() -> dict[date, bool]:
    found = {date.fromisoformat(day): True for day in people.MAKE_UP_DAYS}
    for first, last, _zh, _en in people.HOLIDAYS:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            found[day] = False
            day += DAY
    return found


CALENDAR: Final = WorkingCalendar(frozenset({1, 2, 3, 4, 5}), _exceptions())


def at(day: date, hours: float) -> datetime:
    """``hours`` after the day's midnight at the plant."""
    return datetime.combine(day, time(0), ZONE) + timedelta(hours=hours)


def day_of(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()


def back(day: date, working_days: int) -> date:
    """The latest day from which the ``working_days``-th working day is not after ``day``."""
    if working_days < 1:
        return day
    found = day + DAY
    while working_days > 0:
        found -= DAY
        working_days -= CALENDAR.works(found)
    return found - DAY


def in_office_hours(rng: Random, day: date) -> datetime:
    """Some minute between 8:40 and 17:40 of the last working day that is not after ``day``."""
    while not CALENDAR.works(day):
        day -= DAY
    minutes = rng.randrange(8 * 60 + 40, 17 * 60 + 40)
    return at(day, 0) + timedelta(minutes=minutes, seconds=rng.randrange(60))


def half_hour_from(instant: datetime) -> datetime:
    """That instant or the next half hour by the plant's clock."""
    local = instant.astimezone(ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    beside = (local - midnight) % HALF_HOUR
    return local + (HALF_HOUR - beside if beside else timedelta(0))
