"""When a machine's maintenance could be: what its plans ask for, where nothing is booked.

As late as it may be, so that what was done last serves its time, and while people are there. A
plan for which time is blocked already (its code begins the note) asks for no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bookings import ledger
from bookings.choices import OccupationKind
from bookings.models import Occupation
from bookings.schemas.booking import ProposalOut
from equipment.models import Equipment, MaintenancePlan
from equipment.upkeep import SOON
from pilotbase.accounts.calendar import calendar_of
from pilotbase.accounts.models import Facility
from pilotbase.core import clock
from pilotbase.core.timespan import Span

USUAL: Final = timedelta(hours=4)
AHEAD: Final = timedelta(days=90)  # how far a time is looked for


@dataclass(frozen=True)
class Proposal:
    """``span``: the time that would do, None where nothing is free; ``late``: after the day on
    which it is due; ``blocked``: the time that is planned for it already."""

    plan: MaintenancePlan
    span: Span | None
    late: bool = False
    blocked: Span | None = None

    @property
    def note(self) -> str:
        return f"{self.plan.code} {self.plan.name}"[:200]


def proposals(
    machine: Equipment, length: timedelta = USUAL, within: timedelta = SOON
) -> list[Proposal]:
    """For each plan that is overdue or soon due, the longest overdue first."""
    today = machine.facility.local(clock.now()).date()
    plans = MaintenancePlan.objects.in_force(today).due_by(today + within)
    due = list(plans.filter(equipment=machine).order_by("due_on", "pk"))
    for plan in due:
        plan.equipment = machine
    if not due:
        return []
    planned, taken = _planned(machine), _taken(machine)
    free = [
        span
        for span in _times(machine.facility, today, length)
        if not any(span.overlaps(other.start, other.end) for other in taken)
    ]
    return [_proposal(plan, planned, free, machine.facility) for plan in due]


def _proposal(
    plan: MaintenancePlan, planned: list[tuple[str, Span]], free: list[Span], facility: Facility
) -> Proposal:
    for note, span in planned:
        if note.partition(" ")[0] == plan.code:
            return Proposal(plan, None, blocked=span)
    in_time = [span for span in free if facility.local(span.end).date() <= plan.due_on]
    if in_time:
        return Proposal(plan, in_time[-1])
    return Proposal(plan, free[0] if free else None, late=True)


def _times(facility: Facility, today: date, length: timedelta) -> Iterator[Span]:
    """On each working day to come, from when people are there on; from the next day on."""
    calendar = calendar_of(facility)
    for n in range(1, AHEAD.days + 1):
        day = today + timedelta(days=n)
        if calendar.works(day):
            start = datetime.combine(day, facility.staffed_from, facility.zone)
            yield Span.model_construct(start=start, end=start + length)


def _taken(machine: Equipment) -> tuple[Span, ...]:
    return ledger.ahead([machine.pk], clock.now())[machine.pk]


def _planned(machine: Equipment) -> list[tuple[str, Span]]:
    now = clock.now()
    rows = Occupation.objects.standing(now).filter(
        machine=machine, kind=OccupationKind.MAINTENANCE, end__gt=now
    )
    return [(row.note, row.span) for row in rows.order_by("start")]


def proposal_out(one: Proposal) -> ProposalOut:
    zone = one.plan.equipment.facility.zone

    def local(span: Span | None) -> Span | None:
        if span is None:
            return None
        start, end = span.start.astimezone(zone), span.end.astimezone(zone)
        return Span.model_construct(start=start, end=end)

    return ProposalOut(
        plan=one.plan.code,
        kind=one.plan.kind,
        due_on=one.plan.due_on,
        note=one.note,
        span=local(one.span),
        late=one.late,
        blocked=local(one.blocked),
    )
