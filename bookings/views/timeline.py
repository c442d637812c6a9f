"""The timeline as a page: all machines by area against a day to a quarter, and one lane of it."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.drawing import (
    A_DAY,
    A_QUARTER,
    A_WEEK,
    Drawing,
    Frame,
    closed_days,
    columns,
    step_of,
    today_of,
)
from bookings.forms.booking import MINUTE
from bookings.timeline import Filter, Machine, Timeline, timeline
from equipment.capabilities import Vocabulary
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import calendar_of
from pilotbase.accounts.http import ActedRequest, plant_of, signed_in
from pilotbase.accounts.models import Facility
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.htmx import wants_part
from pilotbase.core.timespan import Span, in_our_time

TWO_WEEKS: Final = 2 * A_WEEK
LENGTHS: Final = (A_DAY, A_WEEK, TWO_WEEKS, 4 * A_WEEK, 6 * A_WEEK, A_QUARTER)
LONGEST_FREE: Final = 24 * 60  # hours that one may look for


@require_safe
@signed_in
def show_timeline(request: ActedRequest) -> HttpResponse:
    facility, read = _facility(request), int(clock.now().timestamp() * 1000)
    frame, asked = _frame(request, facility), _asked(request, facility)
    words = Vocabulary()
    only = _filter(asked, words)
    found = timeline(request.actor, (frame.start, frame.end), _english(), only)
    calendar = calendar_of(frame.facility)
    facts = {
        "frame": frame,
        "read": read,  # milliseconds: what is told later is news to this page
        "asked": asked,
        **_choices(found.offered, words),
        "able": only.capabilities,
        "lengths": _lengths(),
        "columns": columns(frame, calendar),
        "closed": closed_days(frame, calendar),
        "now_left": _share(frame, clock.now()),
        "named": sum(b.detail is not None for blocks in found.blocks.values() for b in blocks),
        "machines": len(found.machines),
        "now": clock.now(),
        "may_book": request.actor.may(Permission.BOOK),
        "may_change": request.actor.may(Permission.CHANGE_BOOKING),
        **_around(frame),
    }
    return HttpResponse(_page(request, facts, _groups(request.actor, frame, found)))


@require_safe
@signed_in
def show_lane(request: ActedRequest, tag: str) -> HttpResponse:
    """One machine's row, read again by the open page when the machine's ledger has changed."""
    machine = find(Equipment.objects.visible_to(request.actor), tag=tag)
    frame = _frame(request, _facility(request))
    window = (frame.start, frame.end)
    found = timeline(request.actor, window, _english(), Filter(machine=machine.tag))
    return HttpResponse(_drawing(request.actor, frame).lane(found.blocks.get(machine.pk, ())))


class Asked(NamedTuple):
    """What the reader narrows the rows to, as she typed it."""

    area: str
    equipment_class: str
    capability: str
    hours: int | None  # free for so long
    since: datetime  # from then on


def _asked(request: ActedRequest, facility: Facility) -> Asked:
    said = request.GET
    hours = said.get("free", "")
    sound = hours.isdecimal() and 0 < int(hours[:6]) <= LONGEST_FREE
    return Asked(
        area=said.get("area", ""),
        equipment_class=said.get("class", ""),
        capability=said.get("can", ""),
        hours=int(hours) if sound else None,
        since=_since(said, facility),
    )


def _since(said: QueryDict, facility: Facility) -> datetime:
    """What makes no sense becomes the next full hour."""
    try:
        typed = datetime.strptime(said.get("from", "")[:16], MINUTE)  # noqa: DTZ007  (plant time)
        return in_our_time(typed.replace(tzinfo=facility.zone))
    except ValueError:
        next_hour = facility.local(clock.now()) + timedelta(hours=1)
        return next_hour.replace(minute=0, second=0, microsecond=0)


def _filter(asked: Asked, words: Vocabulary) -> Filter:
    free = None
    if asked.hours is not None:
        until = asked.since + timedelta(hours=asked.hours)
        free = Span.model_construct(start=asked.since, end=until)
    able = words.codes(asked.capability) if asked.capability else frozenset()
    return Filter(asked.area, asked.equipment_class, able, free=free)


def _choices(offered: list[Machine], words: Vocabulary) -> dict[str, object]:
    """Codes and names of areas and classes, in the plant's order, and what machines can."""
    return {
        "areas": {machine.area: machine.area_name for machine in offered},
        "classes": {machine.equipment_class: machine.class_name for machine in offered},
        "capabilities": {
            code: words.name(code)
            for code in sorted({code for machine in offered for code in machine.capabilities})
        },
    }


def _lengths() -> list[tuple[int, str]]:
    words = (_("Day"), _("Week"), _("2 weeks"), _("4 weeks"), _("6 weeks"), _("Quarter"))
    return list(zip(LENGTHS, words, strict=True))


def _facility(request: ActedRequest) -> Facility:
    return plant_of(request) or facility_of(request.actor)


def _frame(request: ActedRequest, facility: Facility) -> Frame:
    """What is asked for; what makes no sense becomes this week and the next."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, LENGTHS) else TWO_WEEKS
    today = today_of(facility)
    usual = today if days == A_DAY else today - timedelta(days=today.weekday())
    try:
        first = date.fromisoformat(request.GET.get("start", ""))
    except ValueError:
        first = usual
    return Frame(facility, first if 2000 < first.year < 2099 else usual, days)


def _around(frame: Frame) -> dict[str, date]:
    """Leafing: by the whole of a day or week, by half of more, in weeks."""
    half = frame.days if frame.days <= A_WEEK else frame.days // 2 // A_WEEK * A_WEEK
    step, last = timedelta(days=half), frame.first + timedelta(days=frame.days - 1)
    return {"earlier": frame.first - step, "later": frame.first + step, "last": last}


def _share(frame: Frame, at: datetime) -> str:
    return f"{frame.left(at):.3f}" if frame.start <= at < frame.end else ""


def _english() -> bool:
    return (get_language() or "").startswith("en")


class Lane(NamedTuple):
    machine: Machine
    url: str
    step: int
    blocks: str


class Group(NamedTuple):
    name: str
    note: str
    lanes: list[Lane]


def _groups(actor: Actor, frame: Frame, found: Timeline) -> list[Group]:
    draw = _drawing(actor, frame)
    groups = []
    for _code, machines in groupby(found.machines, key=lambda machine: machine.area):
        rows = list(machines)
        lanes = [
            Lane(
                machine,
                draw.machine_url(machine.tag),
                step_of(machine.step),
                draw.lane(found.blocks.get(machine.pk, ())),
            )
            for machine in rows
        ]
        groups.append(Group(rows[0].area_name, rows[0].area_note, lanes))
    return groups


def _page(request: ActedRequest, facts: dict[str, object], groups: list[Group]) -> Iterator[str]:
    """The page with each lane's blocks in its place: a template would copy them, megabytes of
    them, once for each of its levels."""
    part = "bookings/_timeline.html" if wants_part(request) else "bookings/timeline.html"
    here = secrets.token_hex()
    page = render_to_string(part, {**facts, "groups": groups, "blocks_here": here}, request)
    start, *parts = page.split(here)
    yield start
    lanes = (lane for group in groups for lane in group.lanes)
    for lane, rest in zip(lanes, parts, strict=True):
        yield lane.blocks
        yield rest


def _drawing(actor: Actor, frame: Frame) -> Drawing:
    moves = actor.may(Permission.CHANGE_BOOKING)
    return Drawing(frame, staff=actor.is_staff_member, moves=moves)
