"""The timeline as a page: all machines by area against two to six weeks of days."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.timeline import Block, Face, Machine, Timeline, timeline
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import calendar_of
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.models import Facility
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.htmx import wants_part
from pilotbase.web.parts.marks import sign

LENGTHS: Final = (14, 28, 42)
GRANULARITY: Final = 60  # minutes: what a click on free time is rounded to
_CLASSES: Final = {
    Face.OWN: "pb-blk--mine",
    Face.REQUEST: "pb-blk--ask",
    Face.HOLD: "pb-blk--hold",
    Face.OCCUPIED: "pb-blk--taken",
    Face.OUT_OF_SERVICE: "pb-blk--maint",
}


class Frame(NamedTuple):
    """The days shown: from a facility's midnight on."""

    facility: Facility
    first: date
    days: int

    @property
    def start(self) -> datetime:
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        return self._midnight(self.first + timedelta(days=self.days))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self.facility.zone)

    def left(self, at: datetime) -> float:
        return 100 * (at - self.start) / (self.end - self.start)


class Day(NamedTuple):
    at: datetime
    left: str
    width: str
    closed: bool
    today: bool


@require_safe
@signed_in
def show_timeline(request: ActedRequest) -> HttpResponse:
    frame = _frame(request)
    area, of = request.GET.get("area", ""), request.GET.get("class", "")
    english = (get_language() or "").startswith("en")
    found = timeline(
        request.actor, (frame.start, frame.end), english, area=area, equipment_class=of
    )
    facts = {
        "frame": frame,
        "area": area,
        "equipment_class": of,
        **_filters(english),
        "lengths": [(days, _length(days)) for days in LENGTHS],
        "groups": _groups(request.actor, frame, found),
        "days": _days(frame),
        "now_left": _share(frame, clock.now()),
        "named": sum(b.detail is not None for blocks in found.blocks.values() for b in blocks),
        "machines": len(found.machines),
        "now": clock.now(),
        "granularity": GRANULARITY,
        "may_book": request.actor.may(Permission.BOOK),
        **_around(frame),
    }
    part = "bookings/_timeline.html" if wants_part(request) else "bookings/timeline.html"
    return render(request, part, facts)


def _filters(english: bool) -> dict[str, dict[str, str]]:
    """Codes and names of the areas and classes that have machines, in the plant's order."""
    name = "name_en" if english else "name_zh"
    rows = (
        Equipment.objects.filter(bookable=True)
        .order_by("area__position", "equipment_class__position")
        .values_list(
            *("area__code", f"area__{name}"),
            *("equipment_class__code", f"equipment_class__{name}"),
        )
        .distinct()
    )
    areas, classes = {}, {}
    for area, area_name, of, class_name in rows:
        areas[area], classes[of] = area_name, class_name
    return {"areas": areas, "classes": classes}


def _length(days: int) -> str:
    return {14: _("2 weeks"), 28: _("4 weeks"), 42: _("6 weeks")}[days]


def _frame(request: ActedRequest) -> Frame:
    """What is asked for; what makes no sense becomes this week and the next."""
    facility = request.actor.facility or Facility.objects.order_by("pk")[0]
    today = facility.local(clock.now()).date()
    monday = today - timedelta(days=today.weekday())
    try:
        first = date.fromisoformat(request.GET.get("start", ""))
    except ValueError:
        first = monday
    if not 2000 < first.year < 2099:
        first = monday
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, LENGTHS) else LENGTHS[0]
    return Frame(facility, first, days)


def _around(frame: Frame) -> dict[str, date]:
    half = timedelta(days=frame.days // 2)
    last = frame.first + timedelta(days=frame.days - 1)
    return {"earlier": frame.first - half, "later": frame.first + half, "last": last}


def _share(frame: Frame, at: datetime) -> str:
    return f"{frame.left(at):.3f}" if frame.start <= at < frame.end else ""


def _days(frame: Frame) -> list[Day]:
    calendar = calendar_of(frame.facility)
    today = frame.facility.local(clock.now()).date()
    found = []
    for number in range(frame.days):
        day = frame.first + timedelta(days=number)
        at = datetime.combine(day, time(0), frame.facility.zone)
        left = frame.left(at)
        width = frame.left(at + timedelta(days=1)) - left
        found.append(Day(at, f"{left:.3f}", f"{width:.3f}", not calendar.works(day), day == today))
    return found


class Lane(NamedTuple):
    machine: Machine
    url: str
    blocks: SafeString


class Group(NamedTuple):
    name: str
    note: str
    lanes: list[Lane]


def _groups(actor: Actor, frame: Frame, found: Timeline) -> list[Group]:
    draw = Drawing(frame, staff=actor.is_staff_member)
    groups = []
    for _code, machines in groupby(found.machines, key=lambda machine: machine.area):
        rows = list(machines)
        lanes = [
            Lane(m, draw.machine_url(m.tag), draw.lane(found.blocks.get(m.pk, ()))) for m in rows
        ]
        groups.append(Group(rows[0].area_name, rows[0].area_note, lanes))
    return groups


class Drawing:
    """Draws blocks as HTML at once: a template would take longer for thousands of them.

    Whatever comes from a row is escaped here, by hand.
    """

    def __init__(self, frame: Frame, *, staff: bool) -> None:
        self.staff = staff
        self.zone = frame.facility.zone
        self._first, self._last = frame.start.timestamp(), frame.end.timestamp()
        self._scale = 100 / (self._last - self._first)
        self._booking = _pattern("booking")
        self._machine = _pattern("machine")
        self._wrench = sign("wrench")
        self._said: dict[datetime, str] = {}
        self._words = {
            Face.OCCUPIED: _("Occupied"),
            Face.OUT_OF_SERVICE: _("Out of service"),
            Face.HOLD: _("Held"),
            Face.REQUEST: _("Requested"),
            Face.OWN: _("Booked"),
        }

    def machine_url(self, tag: str) -> str:
        return self._machine.replace("~", tag)

    def lane(self, blocks: Iterable[Block]) -> SafeString:
        return SafeString("".join(map(self.block, blocks)))

    def block(self, block: Block) -> str:
        start, end = block.start.timestamp(), block.end.timestamp()
        first, last = max(start, self._first), min(end, self._last)
        label = escape(self._label(block))
        left, width = (first - self._first) * self._scale, (last - first) * self._scale
        inside = self._inside(block, label, first, last)
        rest = (
            f' title="{label} · {self._when(block.start)} – {self._when(block.end)}"'
            f' style="left:{left:.3f}%;width:{width:.3f}%">{inside}'
        )
        known, look = block.detail, _CLASSES[block.face]
        if known is None or known.booking is None:
            return f'<span class="pb-blk {look}"{rest}</span>'
        url = escape(self._booking.replace("~", known.booking))
        return f'<a class="pb-blk {look}" href="{url}"{rest}</a>'

    def _when(self, at: datetime) -> str:
        said = self._said.get(at)
        if said is None:
            said = self._said[at] = f"{at.astimezone(self.zone):%m-%d %H:%M}"
        return said

    def _label(self, block: Block) -> str:
        known = block.detail
        if known is None:
            return self._words[block.face]
        if known.booking is None:
            return known.note or self._words[block.face]
        asked = block.face in (Face.REQUEST, Face.HOLD)
        what = (
            self._words[block.face] if asked else "",
            known.organisation if self.staff else "",
            known.run or known.booking,
            known.purpose or known.project or "",
        )
        return " ".join([word for word in what if word])

    def _inside(self, block: Block, label: str, first: float, last: float) -> str:
        """The label; in what the reader knows, preparation and turnaround around it."""
        known, text = block.detail, f"<span>{label}</span>"
        if block.face == Face.OUT_OF_SERVICE:
            return f"{self._wrench}{text}"
        if known is None or known.run_start is None or known.run_end is None:
            return text
        before = min(known.run_start.timestamp(), last) - first
        after = last - max(known.run_end.timestamp(), first)
        scale = 100 / (last - first)
        return (
            (f'<i class="s-sip" style="width:{before * scale:.2f}%"></i>' if before > 0 else "")
            + text
            + (f'<i class="s-cip" style="width:{after * scale:.2f}%"></i>' if after > 0 else "")
        )


def _pattern(name: str) -> str:
    """The address of any such page, with ``~`` for its name: looked up once, not per block."""
    try:
        return reverse(name, args=["~"])
    except NoReverseMatch:
        return ""
