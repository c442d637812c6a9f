"""Draws the timeline: its stretch of days cut into columns, and blocks as HTML.

A template would take longer for thousands of blocks; whatever comes from a row is escaped here,
by hand.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Final, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.choices import StageStatus
from bookings.timeline import Block, Detail, Face
from pilotbase.accounts.calendar import WorkingCalendar
from pilotbase.accounts.models import Facility
from pilotbase.core import clock
from pilotbase.core.instants import instant, number
from pilotbase.web import text
from pilotbase.web.parts.marks import sign

A_DAY, A_WEEK, A_QUARTER = 1, 7, 91  # days
_HOURS: Final = 2  # of a column, when a day is shown
_CLASSES: Final = {
    Face.OWN: "pb-blk--mine",
    Face.REQUEST: "pb-blk--ask",
    Face.HOLD: "pb-blk--wait",
    Face.OCCUPIED: "pb-blk--taken",
    Face.OUT_OF_SERVICE: "pb-blk--maint",
}
_ASKED: Final = (Face.REQUEST, Face.HOLD)
# How a stage can be dragged: as a whole, or by its end alone.
_MOVES: Final = {StageStatus.PLANNED.value: "all", StageStatus.RUNNING.value: "end"}


class Frame(NamedTuple):
    """The days shown: from a facility's midnight on."""

    facility: Facility
    first: date
    days: int

    @property
    def start(self) -> datetime:
        return self.midnight(self.first)

    @property
    def end(self) -> datetime:
        return self.midnight(self.first + timedelta(days=self.days))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self.facility.zone)

    def left(self, at: datetime) -> float:
        return 100 * (at - self.start) / (self.end - self.start)


class Column(NamedTuple):
    """What stands over a part of the rows: two hours, a day or a week."""

    at: datetime
    label: str
    note: str
    closed: bool
    now: bool


class Closed(NamedTuple):
    """A day on which the plant does not work, in percent of the width."""

    left: str
    width: str


def columns(frame: Frame, calendar: WorkingCalendar) -> list[Column]:
    """From the left; all are as wide, so that they need no measure of their own."""
    now = clock.now()
    days = [frame.first + timedelta(days=n) for n in range(frame.days)]
    if frame.days == A_DAY:
        closed = not calendar.works(frame.first)
        return [_hours(frame, n, now, closed=closed) for n in range(0, 24, _HOURS)]
    if frame.days == A_QUARTER:
        return [_week(frame, day, now) for day in days[::A_WEEK]]
    today = today_of(frame.facility)
    return [_day(frame, day, closed=not calendar.works(day), now=day == today) for day in days]


def closed_days(frame: Frame, calendar: WorkingCalendar) -> list[Closed]:
    found = []
    for n in range(frame.days):
        day = frame.first + timedelta(days=n)
        if not calendar.works(day):
            left, right = (
                frame.left(frame.midnight(day + timedelta(days=more))) for more in (0, 1)
            )
            found.append(Closed(f"{left:.3f}", f"{right - left:.3f}"))
    return found


def _hours(frame: Frame, hour: int, now: datetime, *, closed: bool) -> Column:
    at = frame.start + timedelta(hours=hour)
    here = at <= now < at + timedelta(hours=_HOURS)
    return Column(at, f"{at.astimezone(frame.facility.zone):%H:%M}", "", closed, here)


def _day(frame: Frame, day: date, *, closed: bool, now: bool) -> Column:
    at = frame.midnight(day)
    return Column(at, f"{day:%m-%d}", text.weekday(at), closed, now)


def _week(frame: Frame, first: date, now: datetime) -> Column:
    at, until = frame.midnight(first), frame.midnight(first + timedelta(days=A_WEEK))
    number = _("W%(number)s") % {"number": first.isocalendar().week}
    return Column(at, f"{first:%m-%d}", number, closed=False, now=at <= now < until)


class _Safe(dict[str, str]):
    """Words as HTML: an organisation's name or a purpose stands in many blocks."""

    def __missing__(self, word: str) -> str:
        safe = self[word] = escape(word)
        return safe


class Drawing:
    """Draws blocks within a frame for one reader: the staff see whose each is, and who may
    change bookings can take hold of those that can still move."""

    def __init__(self, frame: Frame, *, staff: bool, moves: bool) -> None:
        self.staff, self.moves = staff, moves
        self.zone = frame.facility.zone
        self._first, self._last = number(frame.start), number(frame.end)
        self._scale = 100 / (self._last - self._first)
        self._booking = escape(_pattern("booking"))
        self._machine = _pattern("machine")
        self._wrench = sign("wrench")
        self._safe = _Safe()
        self._around: dict[tuple[int, int, int], tuple[str, str]] = {}  # classes have few shapes
        self._said: dict[int, str] = {}  # an instant is said many times: plants work by the hour
        self._words = {
            Face.OCCUPIED: _("Occupied"),
            Face.OUT_OF_SERVICE: _("Out of service"),
            Face.HOLD: _("Held"),
            Face.REQUEST: _("Requested"),
            Face.OWN: _("Booked"),
        }
        self._plain = {face: self._of_a_stranger(face) for face in Face}

    def machine_url(self, tag: str) -> str:
        return self._machine.replace("~", tag)

    def lane(self, blocks: Iterable[Block]) -> str:
        return "".join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        _machine, start, end, face, known = block
        first, last = max(start, self._first), min(end, self._last)
        if known is None:
            label, inside = self._plain[face]
        else:
            label = self._label(face, known)
            inside = self._inside(face, known, label, (first, last))
        left, width = (first - self._first) * self._scale, (last - first) * self._scale
        rest = (
            f' title="{label} · {self._when(start)} – {self._when(end)}"'
            f' style="left:{left:.3f}%;width:{width:.3f}%">{inside}'
        )
        if known is None or known.booking is None:
            return f'<span class="pb-blk {_CLASSES[face]}"{rest}</span>'
        number = escape(known.booking)
        url = self._booking.replace("~", number)
        return (
            f'<a class="pb-blk {_CLASSES[face]}" href="{url}"{self._hold(known, number)}{rest}</a>'
        )

    def _hold(self, known: Detail, number: str) -> str:
        """What is taken hold of, and by which part."""
        way = _MOVES.get(known.stage_status or "") if self.moves else None
        if way is None:
            return ""
        return f' data-booking="{number}" data-stage="{known.stage}" data-moves="{way}"'

    def _when(self, at: int) -> str:
        said = self._said.get(at)
        if said is None:
            said = self._said[at] = f"{instant(at).astimezone(self.zone):%m-%d %H:%M}"
        return said

    def _of_a_stranger(self, face: Face) -> tuple[str, str]:
        """Label and inside of what nothing more is known of: made once, not per block."""
        label = escape(self._words[face])
        mark = self._wrench if face == Face.OUT_OF_SERVICE else ""
        return label, f"{mark}<span>{label}</span>"

    def _label(self, face: Face, known: Detail) -> str:
        """As HTML."""
        safe = self._safe
        if known.booking is None:
            return safe[known.note or self._words[face]]
        what = (
            safe[self._words[face]] if face in _ASKED else "",
            safe[known.organisation] if self.staff else "",
            escape(known.run or known.booking),
            safe[known.purpose or known.project or ""],
            safe[known.configuration or ""],
        )
        return " ".join(filter(None, what))

    def _inside(self, face: Face, known: Detail, label: str, shown: tuple[int, int]) -> str:
        """The label, with preparation and turnaround around it."""
        if face == Face.OUT_OF_SERVICE:
            return f"{self._wrench}<span>{label}</span>"
        if known.run_start is None or known.run_end is None:
            return f"<span>{label}</span>"
        first, last = shown
        shape = known.run_start - first, last - known.run_end, last - first
        around = self._around.get(shape)
        if around is None:
            before, after, length = shape
            around = self._around[shape] = (
                _edge("s-sip", before, length),
                _edge("s-cip", after, length),
            )
        return f"{around[0]}<span>{label}</span>{around[1]}"


def _edge(look: str, part: int, whole: int) -> str:
    """Preparation or turnaround; nothing when it lies beyond what is shown."""
    if part <= 0:
        return ""
    return f'<i class="{look}" style="width:{100 * min(part, whole) / whole:.2f}%"></i>'


def step_of(length: timedelta) -> int:
    """Minutes between which runs of a class start; of one without steps, half an hour."""
    return int(length.total_seconds() // 60) or 30


def today_of(facility: Facility) -> date:
    return timezone.localdate(clock.now(), facility.zone)


def _pattern(name: str) -> str:
    """The address of any such page, with ``~`` for its name: looked up once, not per block."""
    try:
        return reverse(name, args=["~"])
    except NoReverseMatch:
        return ""
