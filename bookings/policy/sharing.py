"""A fair share of the hours that everyone wants: what one organisation may have of them. Pure.

The hours are counted in windows of so many whole days at the plant, one after the other from a
Monday on. The rule speaks only in windows in which others have booked or asked for time on
machines of the class, and never says who; a change is refused only where it takes more.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.policy.case import Case, Peak, Wanted
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text

_NONE = timedelta(0)
_A_DAY = timedelta(days=1)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Excess:
    """In the window from ``first`` on, ``wanted`` beside ``used`` is more than ``most``."""

    peak: Peak
    first: date
    most: timedelta
    used: timedelta
    wanted: timedelta
    stages: tuple[Wanted, ...]

    @property
    def over(self) -> timedelta:
        return self.used + self.wanted - self.most


def fair_share(case: Case) -> Iterator[Reason]:
    """While others ask, one organisation has no more of a class's peak hours than its share."""
    for excess in excesses(case):
        peak, stage = excess.peak, excess.stages[0]
        sentence = _(
            "While others ask for it, %(whose)s may have %(share)s %% of the peak hours of %(of)s"
            " (%(opens)s to %(closes)s) in the %(days)s days from %(first)s: %(most)s h. %(used)s h"
            " are taken, and this takes %(wanted)s h."
        )
        words = {
            "whose": case.owner,
            "share": peak.share,
            "of": peak.where,
            "opens": f"{peak.opens:%H:%M}",
            "closes": f"{peak.closes:%H:%M}",
            "days": peak.days,
            "first": excess.first.isoformat(),
            "most": _hours(excess.most),
            "used": _hours(excess.used),
            "wanted": _hours(excess.wanted),
        }
        yield Reason(
            code="peak_share",
            detail=sentence % words,
            field=f"{stage.field}.run",
            overridable_by=str(Role.MANAGER),
        )


def excesses(case: Case) -> Iterator[Excess]:
    for peak in case.peaks:
        mine = [stage for stage in case.stages if stage.machine.places.of == peak.of]
        for first in _windows(peak, case.zone, [(s.run.start, s.run.end) for s in mine]):
            excess = _excess(case, peak, first, mine)
            if excess is not None:
                yield excess


def _excess(case: Case, peak: Peak, first: date, mine: Sequence[Wanted]) -> Excess | None:
    hours = _peak_hours(peak, case.zone, first)
    within = [use for use in case.others.shared if use.of == peak.of]
    if not _inside(hours, ((use.start, use.end) for use in within if not use.ours)):
        return None
    wanted = _inside(hours, ((stage.run.start, stage.run.end) for stage in mine))
    had = _inside(hours, ((s.was.start, s.was.end) for s in mine if s.was))
    used = _inside(hours, ((use.start, use.end) for use in within if use.ours))
    most = sum((end - start for start, end in hours), _NONE) * peak.machines * peak.share / 100
    here = tuple(s for s in mine if _inside(hours, [(s.run.start, s.run.end)]))
    found = Excess(peak, first, most, used, wanted, here)
    return found if wanted > had and found.over > _NONE else None


def counted_in(case: Case) -> tuple[datetime, datetime]:
    """Within what the runs of the classes must be known; in whole windows."""
    found = []
    for peak in case.peaks:
        mine = [s.run for s in case.stages if s.machine.places.of == peak.of]
        for first in _windows(peak, case.zone, [(run.start, run.end) for run in mine]):
            hours = _peak_hours(peak, case.zone, first)
            found += [hours[0][0], hours[-1][1]]
    return min(found), max(found)


def later(case: Case) -> Iterator[timedelta]:
    """How much later, at least, all of it would have to be for each excess to go: no hour that
    it moves takes more than an hour of each stage out of the window."""
    for excess in excesses(case):
        yield excess.over / len(excess.stages)


def first_day(days: int, day: date) -> date:
    """Of the window that holds the day."""
    return day - timedelta(days=(day.toordinal() - 1) % days)


def _windows(peak: Peak, zone: tzinfo, runs: Iterable[Stretch]) -> list[date]:
    """The first days of those that the runs reach into, with the night before each."""
    found = set()
    for start, end in runs:
        first = first_day(peak.days, start.astimezone(zone).date() - _A_DAY)
        while first <= end.astimezone(zone).date():
            found.add(first)
            first += timedelta(days=peak.days)
    return sorted(found)


def _peak_hours(peak: Peak, zone: tzinfo, first: date) -> list[Stretch]:
    """Each day's, as instants: elapsed time, on the day on which a clock is changed too."""
    over_night = timedelta(days=int(peak.closes <= peak.opens))
    found = []
    for n in range(peak.days):
        day = first + timedelta(days=n)
        opens = datetime.combine(day, peak.opens, zone).astimezone(UTC)
        closes = datetime.combine(day + over_night, peak.closes, zone).astimezone(UTC)
        found.append((opens, closes))
    return found


def _inside(hours: Sequence[Stretch], runs: Iterable[Stretch]) -> timedelta:
    """How much of the runs lies in the hours, which follow one another."""
    found = _NONE
    for start, end in runs:
        for opens, closes in hours[bisect_right(hours, start, key=_closes) :]:
            if opens >= end:
                break
            found += min(end, closes) - max(start, opens)
    return found


def _closes(stretch: Stretch) -> datetime:
    return stretch[1]


def _hours(length: timedelta) -> str:
    amount = Decimal(length // timedelta(minutes=1)) / 60
    return text.number(amount.quantize(Decimal("0.01")).normalize())
