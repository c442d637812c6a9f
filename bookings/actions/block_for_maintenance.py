"""Take a machine's time for maintenance. What is booked then is named, and asks for a choice."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from bookings import ledger, overruns
from bookings.actions.cancel import cancel
from bookings.actions.reschedule import reschedule
from bookings.alternatives import alternatives
from bookings.choices import Giving, OccupationKind, StageStatus
from bookings.errors import WrongStatus
from bookings.events import TimeBlocked
from bookings.models import Booking, Occupation
from bookings.queries import local
from bookings.schemas.booking import Block, Cancellation, Rescheduling, StageMove
from bookings.verdict import refusal
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import verb
from pilotbase.web import text


@verb
def block_for_maintenance(actor: Actor, tag: str, request: Block) -> list[Occupation]:
    """Take the span, in parts around what stays; all of the choices are carried out, or none.

    What moves goes to where it fits soonest, on the machine or another of its class; with no such
    place it is displaced. Raises Missing, NotAllowed, WrongStatus of what cannot give way, and
    Refused with everything in the way for which nothing was chosen.
    """
    machine = find(Equipment.objects.all(), tag=tag)
    actor.require(Permission.BLOCK_MACHINE, at=machine.facility_id)
    held, _utilities = ledger.lock_all([machine.pk])
    machine = held[machine.pk]
    standing = in_the_way(machine, request.span)
    chosen = [(row, _choice(row, request)) for row in standing]
    _refuse_without_choice(machine, request, [row for row, choice in chosen if choice is None])
    moved = _make_way(actor, request, chosen)
    staying = [row.span for row, choice in chosen if choice == Giving.AROUND]
    blocks = _take(actor, machine, request, staying)
    for booking in moved:
        _find_another_time(actor, booking)
    return blocks


def in_the_way(machine: Equipment, span: Span) -> list[Occupation]:
    """What stands within the span, in order, with its booking."""
    rows = machine.occupations.standing(clock.now()).within(span).order_by("start")
    return list(rows.select_related("stage__booking"))


def _choice(row: Occupation, request: Block) -> Giving | None:
    for choice in request.choices:
        stage = row.stage
        if stage and (choice.booking, choice.stage) == (stage.booking.number, stage.position):
            return choice.do
    return Giving.AROUND if request.around else None


def _refuse_without_choice(machine: Equipment, request: Block, rows: list[Occupation]) -> None:
    problems = [
        Reason(code="time_taken", detail=_named(machine, row), field="span") for row in rows
    ]
    if problems:
        free = ledger.next_free(machine.pk, request.span.length, request.span.start)
        refused = refusal(problems, local(free, machine.facility.zone))
        refused.more["choose"] = [
            {"booking": row.stage.booking.number, "stage": row.stage.position}
            for row in rows
            if row.stage
        ]
        raise refused


def _make_way(
    actor: Actor, request: Block, chosen: Sequence[tuple[Occupation, Giving | None]]
) -> list[Booking]:
    """Cancel what is to be cancelled, and take its time from what is to move. Returns those."""
    moved: dict[int, Booking] = {}
    for row, choice in chosen:
        stage = row.stage
        if stage is None or choice == Giving.AROUND:
            continue
        if choice == Giving.CANCEL:
            reason = request.note or _("Maintenance of the machine")
            cancel(actor, stage.booking.number, None, Cancellation(reason=reason))
            continue
        if stage.status != StageStatus.PLANNED or row.kind != OccupationKind.RUN:
            raise WrongStatus(
                _("%(number)s cannot move: it has begun, or nobody has decided on it.")
                % {"number": stage.booking.number},
                field="choices",
            )
        overruns.displace(actor, row, request.note)
        moved[stage.booking_id] = stage.booking
    return list(moved.values())


def _take(actor: Actor, machine: Equipment, request: Block, around: list[Span]) -> list[Occupation]:
    kind, note = OccupationKind.MAINTENANCE, request.note
    parts = list(without(request.span, around))
    if not parts:
        raise WrongStatus(_("Nothing of that time would be left for the maintenance."))
    blocks = ledger.take([ledger.Taking(machine, part, kind, note=note) for part in parts])
    record(actor, "machine.blocked", machine, after=request.model_dump(mode="json"))
    for block in blocks:
        emit(TimeBlocked(block.pk))
    return blocks


def without(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    """The parts of a span that none of the others, in order, reaches into."""
    start = span.start
    for other in others:
        if start < other.start:
            yield Span.model_construct(start=start, end=other.start)
        start = max(start, other.end)
    if start < span.end:
        yield Span.model_construct(start=start, end=span.end)


def _find_another_time(actor: Actor, there: Booking) -> None:
    """Each stage to where it fits soonest, one after the other; else it stays displaced."""
    booking = Booking.objects.with_project().get(pk=there.pk)
    for stage in booking.displaced_stages():
        fits = [one for one in alternatives(booking) if one.stage == stage.position]
        if fits:
            best = min(fits, key=lambda one: one.run.start)
            move = StageMove(stage=stage.position, run=best.run, equipment=best.equipment)
            reschedule(actor, booking.number, booking.version, Rescheduling(stages=(move,)))
            booking = Booking.objects.with_project().get(pk=there.pk)


def _named(machine: Equipment, row: Occupation) -> str:
    """Who blocks a machine is staff, and may know whose booking it is that is in the way."""
    zone, now = machine.facility.zone, clock.now()
    words = {
        "what": row.stage.booking.number if row.stage else row.get_kind_display(),
        "tag": machine.tag,
        "from": text.instant(row.start, zone, now),
        "until": text.instant(row.end, zone, now),
    }
    return _("%(what)s has %(tag)s from %(from)s until %(until)s.") % words
