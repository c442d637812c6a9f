"""The working calendar of a facility: weekdays, statutory holidays, make-up days. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilotbase.accounts.models import Facility


@dataclass(frozen=True)
class WorkingCalendar:
    """``weekdays`` are ISO numbers (1 is Monday); ``exceptions`` say of a day whether it works."""

    weekdays: frozenset[int]
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        return self.exceptions.get(day, day.isoweekday() in self.weekdays)

    def after(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day``: one after a Friday is the Monday."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days of ``[start, end)``."""
        return sum(self.works(start + timedelta(days=n)) for n in range((end - start).days))


def calendar_of(facility: Facility) -> WorkingCalendar:
    exceptions = dict(facility.calendar.values_list("day", "works"))
    return WorkingCalendar(frozenset(map(int, facility.working_weekdays)), exceptions)
