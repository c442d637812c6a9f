"""At which hours of the week machines work: what was used of what could be, hour by day. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from bookings.utilization.claims import ZERO, Stretch
from bookings.utilization.measures import EFFECTIVE_PARTS, Part, Piece, ratio

HOUR: Final = timedelta(hours=1)
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
    """How long things lasted within each of the hours from ``first`` on.

    A whole hour is a rise where it begins and a fall where it ends; what a thing lacks of its
    first hour and has of its last is kept beside. So its length costs nothing.
    """

    def __init__(self, first: datetime, hours: int) -> None:
        self._first = first
        self._rises = [0] * (hours + 1)
        self._beside = [ZERO] * (hours + 1)

    def add(self, start: datetime, end: datetime) -> None:
        begins, lacks = divmod(start - self._first, HOUR)
        ends, has = divmod(end - self._first, HOUR)
        self._rises[begins] += 1
        self._rises[ends] -= 1
        self._beside[begins] -= lacks
        self._beside[ends] += has

    def by_hour(self) -> Iterator[timedelta]:
        going = 0
        for rise, beside in zip(self._rises, self._beside, strict=True):
            going += rise
            yield going * HOUR + beside


def clock_hours(window: Stretch, zone: tzinfo) -> Iterator[tuple[Stretch, Place]]:
    """The whole hours of the plant's clock that the window touches, in order."""
    local = window.start.astimezone(zone)
    beside = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = window.start.astimezone(UTC) - beside
    while start < window.end:
        local = start.astimezone(zone)
        yield Stretch(start, start + HOUR), (local.weekday(), local.hour)
        start += HOUR


def heat(what: Iterable[Piece], window: Stretch, zone: tzinfo) -> dict[Place, Cell]:
    """What was used and what was available in each of the week's 168 hours.

    The pieces lie within the window. Costs as much as their number and the window's hours.
    """
    found = {(day, hour): Cell() for day in DAYS for hour in HOURS}
    hours = list(clock_hours(window, zone))
    if not hours:
        return found
    first = hours[0][0].start
    used, available = Lengths(first, len(hours)), Lengths(first, len(hours))
    for piece in what:
        if piece.part != Part.CLOSED:
            available.add(piece.start, piece.end)
        if piece.part in EFFECTIVE_PARTS:
            used.add(piece.start, piece.end)
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
