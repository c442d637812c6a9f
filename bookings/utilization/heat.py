"""At which hours of the week machines work: what was used of what could be, hour by day. Pure."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from bookings.utilization.claims import ZERO, Stretch
from bookings.utilization.measures import EFFECTIVE_PARTS, OPEN_PARTS, Part, Piece, ratio
from pilotbase.core.instants import MICROSECOND, instant, number

HOUR: Final = timedelta(hours=1)
_LONG: Final = HOUR // MICROSECOND
DAYS: Final = range(7)
HOURS: Final = range(24)
DAYTIME: Final = range(8, 20)
WEEKEND: Final = range(5, 7)

Place = tuple[int, int]  # day of the week from 0 (Monday), hour of the day


class Cell(NamedTuple):
    """One hour of one day of the week, over all machines and all weeks of a window."""

    used: timedelta = ZERO
    available: timedelta = ZERO

    @property
    def share(self) -> Decimal | None:
        """None where there was no time to use."""
        return ratio(self.used, self.available)

    def plus(self, other: "Cell") -> "Cell":
        return Cell(self.used + other.used, self.available + other.available)


class Quiet(NamedTuple):
    """A part of the week, and the share of it that was used."""

    weekend: bool
    daytime: bool
    share: Decimal


class Lengths:
    """How long something went on within each of the hours from ``first`` on.

    A whole hour is a rise where it begins and a fall where it ends; what it lacks of its first
    hour and has of its last is kept beside. So a stretch costs the same, however long.
    """

    def __init__(self, first: int, hours: int) -> None:
        self._first = first
        self._rises = [0] * (hours + 1)
        self._beside = [0] * (hours + 1)

    def begins(self, at: int) -> None:
        hour, lacks = divmod(at - self._first, _LONG)
        self._rises[hour] += 1
        self._beside[hour] -= lacks

    def ends(self, at: int) -> None:
        hour, has = divmod(at - self._first, _LONG)
        self._rises[hour] -= 1
        self._beside[hour] += has

    def add(self, what: Iterable[Piece], parts: Container[Part]) -> None:
        """The pieces of these parts; of those that touch, only the ends are looked at."""
        until = None
        for start, end, _state, _e10, part in what:
            if part not in parts:
                continue
            if start != until:
                if until is not None:
                    self.ends(until)
                self.begins(start)
            until = end
        if until is not None:
            self.ends(until)

    def by_hour(self) -> Iterator[timedelta]:
        going = 0
        for rise, beside in zip(self._rises, self._beside, strict=True):
            going += rise
            yield timedelta(microseconds=going * _LONG + beside)


def clock_hours(window: Stretch, zone: tzinfo) -> Iterator[tuple[Stretch, Place]]:
    """The whole hours of the plant's clock that the window touches, in order."""
    at = instant(window.start)
    local = at.astimezone(zone)
    at -= timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = number(at)
    while start < window.end:
        local = at.astimezone(zone)
        yield Stretch(start, start + _LONG), (local.weekday(), local.hour)
        start, at = start + _LONG, at + HOUR


def heat(machines: Iterable[list[Piece]], window: Stretch, zone: tzinfo) -> dict[Place, Cell]:
    """What was used and what was available in each of the week's 168 hours.

    A machine's pieces are in order and lie within the window. Costs as much as their number and
    the window's hours.
    """
    found = {(day, hour): Cell() for day in DAYS for hour in HOURS}
    hours = list(clock_hours(window, zone))
    if not hours:
        return found
    first = hours[0][0].start
    used, available = Lengths(first, len(hours)), Lengths(first, len(hours))
    for pieces in machines:
        used.add(pieces, EFFECTIVE_PARTS)
        available.add(pieces, OPEN_PARTS)
    lengths = zip(used.by_hour(), available.by_hour(), strict=True)
    for (_hour, place), both in zip(hours, lengths, strict=False):
        found[place] = found[place].plus(Cell(*both))
    return found


def quietest(cells: Mapping[Place, Cell]) -> Quiet | None:
    """Of weekdays and weekends, by day and by night: where the least was used. None: no time."""
    parts: dict[tuple[bool, bool], Cell] = {}
    for (day, hour), cell in cells.items():
        part = day in WEEKEND, hour in DAYTIME
        parts[part] = parts.get(part, Cell()).plus(cell)
    shares = [Quiet(*part, cell.share) for part, cell in parts.items() if cell.share is not None]
    return min(shares, key=lambda one: one.share, default=None)
