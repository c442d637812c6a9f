"""Shows who has which machine when: one's own by name, others' only as taken.

What a reader may not know is not read: of others' occupations only machine, start and end are
asked of the database, and touching ones become one. Tuples, their instants as numbers, in a
constant number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from bookings.choices import BookingStatus, OccupationKind
from bookings.models import Occupation, Run
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.instants import Microseconds, instant, number
from pilotbase.core.timespan import Span

Window = tuple[datetime, datetime]


class Face(StrEnum):
    """How a block looks to the reader. The last two are all that strangers learn."""

    OWN = "own"
    REQUEST = "request"
    HOLD = "hold"
    OCCUPIED = "occupied"
    OUT_OF_SERVICE = "out_of_service"


class Filter(NamedTuple):
    """Which machines are asked for. ``free``: where a run of that span would meet nothing, with
    the preparation before it and the turnaround after."""

    area: str = ""
    equipment_class: str = ""
    capabilities: frozenset[str] = frozenset()  # any of these codes
    machine: str = ""  # its tag
    free: Span | None = None


class Machine(NamedTuple):
    pk: int
    tag: str
    name: str
    size: str
    area: str
    area_name: str
    area_note: str
    equipment_class: str
    class_name: str
    step: timedelta  # on which its runs start and end
    capabilities: tuple[str, ...]
    retires: date | None = None  # the first day on which it is not offered any more


class Detail(NamedTuple):
    """What its tenant and the staff know of an occupation."""

    kind: str
    note: str
    organisation: str
    booking: str | None
    stage: int | None
    status: str | None
    stage_status: str | None
    project: str | None
    purpose: str | None
    configuration: str | None
    run_start: int | None
    run_end: int | None
    run: str | None


class Block(NamedTuple):
    """One stretch of a lane; its instants, and its run's, are microseconds (``core.instants``)."""

    machine: int
    begins: int
    ends: int
    face: Face
    detail: Detail | None = None

    @property
    def start(self) -> datetime:
        return instant(self.begins)

    @property
    def end(self) -> datetime:
        return instant(self.ends)


class Timeline(NamedTuple):
    machines: list[Machine]
    blocks: dict[int, list[Block]]  # by machine, in order of time
    offered: list[Machine]  # what there is to choose from


_FACES: Final[dict[str, Face]] = {
    OccupationKind.MAINTENANCE: Face.OUT_OF_SERVICE,
    OccupationKind.REQUEST: Face.REQUEST,
    OccupationKind.HOLD: Face.HOLD,
}
_FACES_OF_OTHERS: Final[dict[str, Face]] = {OccupationKind.MAINTENANCE: Face.OUT_OF_SERVICE}
_NAMES: Final = ("name_zh", "name_en")
EVERY_MACHINE: Final = Filter()


def timeline(actor: Actor, window: Window, english: bool, only: Filter = EVERY_MACHINE) -> Timeline:
    """Every machine, and what of ``[start, end)`` is taken on it, as the actor may know it."""
    offered = _machines(only.machine, window)
    rows = _chosen(offered, only)
    machines = [_machine(row, english) for row in rows]
    known, others = _split(actor)
    taken = Occupation.objects.standing(clock.now()).filter(start__lt=window[1], end__gt=window[0])
    if len(rows) < len(offered) or only.machine:
        taken = taken.filter(machine__in=[row["pk"] for row in rows])
    blocks = [
        *_service(rows, window),
        *_unnamed(taken.filter(others)),
        *(_named(taken.filter(known), english, window) if known is not None else ()),
    ]
    by_machine: dict[int, list[Block]] = {row["pk"]: [] for row in rows}
    for block in sorted(blocks, key=itemgetter(1, 2)):
        if block[0] in by_machine:
            by_machine[block[0]].append(block)
    return Timeline(machines, by_machine, [_machine(row, english) for row in offered])


def _split(actor: Actor) -> tuple[Q | None, Q]:
    """Which occupations the actor knows, and which are others'."""
    nothing = Q(pk__in=[])
    if actor.runs_everything:
        return Q(), nothing
    if actor.is_staff_member:
        mine = Q(machine__facility=actor.facility)
        return mine, ~mine
    if actor.organisation_id is not None:
        mine = Q(organisation=actor.organisation_id)
        return mine, Q(organisation=None) | ~mine
    return None, Q()


def _machines(tag: str, window: Window) -> list[dict[str, Any]]:
    rows = Equipment.objects.bookable_on(timezone.localdate(window[0]))
    if tag:
        rows = rows.filter(tag=tag)
    ordered = rows.order_by("area__position", "equipment_class__position", "tag")
    return list(ordered.values(*_OF_A_MACHINE))


def _chosen(rows: list[dict[str, Any]], only: Filter) -> list[dict[str, Any]]:
    found = [
        row
        for row in rows
        if only.area in ("", row["area__code"])
        and only.equipment_class in ("", row["equipment_class__code"])
        and (not only.capabilities or not only.capabilities.isdisjoint(row["capabilities"]))
    ]
    return found if only.free is None else _free(found, only.free)


_OF_A_MACHINE: Final = (
    *("pk", "tag", "size", "capabilities", *_NAMES),
    *("area__code", "area__name_zh", "area__name_en", "area__note_zh", "area__note_en"),
    *("equipment_class__code", "equipment_class__name_zh", "equipment_class__name_en"),
    *("equipment_class__preparation", "equipment_class__turnaround"),
    *("equipment_class__granularity", "out_of_service_since", "out_of_service_until"),
    *("retired_from", "equipment_class__retired_from"),
)


def _free(rows: list[dict[str, Any]], run: Span) -> list[dict[str, Any]]:
    """Those on which nothing stands in the way of the run, nor of what its class adds to it."""
    wanted = {
        row["pk"]: run.widened(
            row["equipment_class__preparation"], row["equipment_class__turnaround"]
        )
        for row in rows
    }
    if not wanted:
        return []
    first, last = min(s.start for s in wanted.values()), max(s.end for s in wanted.values())
    standing = Occupation.objects.standing(clock.now()).filter(machine__in=wanted)
    spans = standing.filter(start__lt=last, end__gt=first).values_list("machine", "start", "end")
    taken = {machine for machine, *span in spans if wanted[machine].overlaps(*span)}
    taken |= {block.machine for block in _service(rows, (first, last)) if _meets(wanted, block)}
    return [row for row in rows if row["pk"] not in taken]


def _meets(wanted: dict[int, Span], block: Block) -> bool:
    return wanted[block.machine].overlaps(block.start, block.end)


def _machine(row: dict[str, Any], english: bool) -> Machine:
    language = "en" if english else "zh"
    return Machine(
        pk=row["pk"],
        tag=row["tag"],
        name=row[f"name_{language}"],
        size=row["size"],
        area=row["area__code"],
        area_name=row[f"area__name_{language}"],
        area_note=row[f"area__note_{language}"],
        equipment_class=row["equipment_class__code"],
        class_name=row[f"equipment_class__name_{language}"],
        step=row["equipment_class__granularity"],
        capabilities=tuple(row["capabilities"]),
        retires=_retires(row),
    )


def _retires(row: dict[str, Any]) -> date | None:
    days = (row["retired_from"], row["equipment_class__retired_from"])
    return min((day for day in days if day is not None), default=None)


def _service(rows: Iterable[dict[str, Any]], window: Window) -> Iterator[Block]:
    """Machines that are known to be out of service, or retired: everyone may know."""
    for row in rows:
        since, until = row["out_of_service_since"], row["out_of_service_until"]
        day = _retires(row)
        zone = timezone.get_current_timezone()
        gone = None if day is None else datetime.combine(day, time(0), zone)
        for first, last in ((since, until), (gone, None)):
            start, end = max(first or window[1], window[0]), min(last or window[1], window[1])
            if start < end:
                yield Block(row["pk"], number(start), number(end), Face.OUT_OF_SERVICE)


_SPAN: Final = (Microseconds("start"), Microseconds("end"))


def _unnamed(others: QuerySet[Occupation]) -> Iterator[Block]:
    """Taken spans of others; what touches is one, so that nothing can be counted."""
    spans: dict[tuple[int, Face], list[tuple[int, int]]] = defaultdict(list)
    for machine, kind, *span in others.order_by("start").values_list("machine_id", "kind", *_SPAN):
        spans[machine, _FACES_OF_OTHERS.get(kind, Face.OCCUPIED)].append(span)
    for (machine, face), taken in spans.items():
        for start, end in merged(taken):
            yield Block(machine, start, end, face)


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order of their starts, those that touch or overlap joined."""
    open_: tuple[int, int] | None = None
    for start, end in spans:
        if open_ is not None and start <= open_[1]:
            open_ = open_[0], max(open_[1], end)
            continue
        if open_ is not None:
            yield open_
        open_ = start, end
    if open_ is not None:
        yield open_


_RUN: Final = (
    *("stage__booking__number", "stage__position", "stage__booking__status", "stage__status"),
    *("stage__booking__project__code", "stage__booking__purpose", "stage__configuration"),
    *(Microseconds("stage__preparation"), Microseconds("stage__turnaround")),
)


def _named(known: QuerySet[Occupation], english: bool, window: Window) -> Iterator[Block]:
    runs = dict(
        Run.objects.filter(stage__run_start__lt=window[1], stage__run_end__gt=window[0])
        .order_by("pk")
        .values_list("stage_id", "number")
    )
    organisation = f"organisation__name_{'en' if english else 'zh'}"
    rows = known.values_list("machine_id", *_SPAN, "stage_id", "kind", "note", organisation, *_RUN)
    for machine, start, end, stage, *facts, before, after in rows:
        run = (None, None) if stage is None else (start + before, end - after)
        detail = Detail._make((*facts, *run, runs.get(stage)))
        yield Block(machine, start, end, _face(detail), detail)


def _face(detail: Detail) -> Face:
    if detail.status == BookingStatus.REQUESTED:
        return Face.REQUEST
    return _FACES.get(detail.kind, Face.OWN)
