"""Give back the time of a stage for which nobody came, and charge it by the terms."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.charge_unused import charge_unused
from bookings.cancelling import fee_for_nobody
from bookings.choices import BookingStatus, ChargeKind, StageStatus, ViolationKind
from bookings.conduct import note
from bookings.errors import WrongStatus
from bookings.events import BookingEnded
from bookings.models import Booking, Run, Stage
from bookings.schemas.runs import StageRef
from equipment.choices import MEANINGS, MachineState, PublicState
from equipment.models import StateInterval
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.records.uptime import up_spans

GRACE: Final = timedelta(minutes=60)
_BUSY: Final = [s for s in MachineState if MEANINGS[s].public == PublicState.OCCUPIED]
_KEPT_WAITING: Final = [
    s
    for s in MachineState
    if MEANINGS[s].public in (PublicState.OCCUPIED, PublicState.OUT_OF_SERVICE)
]
Spans = Iterable[tuple[datetime, datetime]]


@verb
def release_no_show(actor: Actor, number: str, ref: StageRef) -> Booking:
    """Release a planned stage that could have begun for an hour and did not.

    Only time counts while the plant was at work and the machine free and in service: nothing
    lapses because the system was off, or because whoever came found the machine in use.
    Raises Missing, NotAllowed, WrongStatus.
    """
    booking = find(Booking.objects.visible_to(actor), number=number)
    actor.require(Permission.RUN_MACHINE)
    stage = refer(booking.stages.all(), "stage", position=ref.stage)
    ledger.lock_alone([stage.equipment_id])
    booking.claim(None)
    stage.refresh_from_db()
    _check(booking, stage, clock.now())
    ledger.release_stages([stage])
    _write(booking, stage)
    note(actor, booking, stage, ViolationKind.NO_SHOW)
    fee = fee_for_nobody(booking, stage)
    if fee.amount:
        charge_unused(actor, booking, ChargeKind.NO_SHOW, fee)
    after = {"stage": stage.position, "status": booking.status}
    record(actor, "stage.no_show", booking, after=after)
    emit(BookingEnded(booking.pk))
    return booking


def _check(booking: Booking, stage: Stage, now: datetime) -> None:
    standing = booking.status in (BookingStatus.CONFIRMED, BookingStatus.IN_USE)
    if not standing or stage.status != StageStatus.PLANNED:
        raise WrongStatus(
            _("Stage %(stage)s of %(number)s does not wait for anyone.")
            % {"stage": stage.position, "number": booking.number}
        )
    if _in_use(stage, now) or waited(stage, now) < GRACE:
        raise WrongStatus(
            _("Whoever booked stage %(stage)s of %(number)s may still come.")
            % {"stage": stage.position, "number": booking.number},
            code="too_early",
        )


def _write(booking: Booking, stage: Stage) -> None:
    """The booking ends with its last stage: completed where one was done."""
    stage.status = StageStatus.RELEASED
    stage.save(update_fields=["status"])
    statuses = set(booking.stages.values_list("status", flat=True))
    if statuses <= {StageStatus.DONE, StageStatus.RELEASED}:
        done = StageStatus.DONE in statuses
        booking.become(BookingStatus.COMPLETED if done else BookingStatus.NO_SHOW)
    booking.save(update_fields=["status"])


def _in_use(stage: Stage, now: datetime) -> bool:
    """Whether a run goes on the machine, or its log says so."""
    busy = _intervals(stage, now, now, _BUSY).exists()
    return busy or Run.objects.going().filter(equipment=stage.equipment_id).exists()


def waited(stage: Stage, now: datetime) -> timedelta:
    """For how long of its run the stage could have begun."""
    start, end = stage.run_start, min(now, stage.run_end)
    if end <= start:
        return timedelta(0)
    spans = up_spans(start, end)
    kept = _intervals(stage, start, end, _KEPT_WAITING).order_by("start")
    for since, until in kept.values_list("start", "end"):
        spans = list(_without(spans, since, until or end))
    return sum((until - since for since, until in spans), timedelta(0))


def _without(spans: Spans, start: datetime, end: datetime) -> Spans:
    for since, until in spans:
        if since < min(until, start):
            yield since, min(until, start)
        if max(since, end) < until:
            yield max(since, end), until


def _intervals(
    stage: Stage, start: datetime, end: datetime, states: list[MachineState]
) -> QuerySet[StateInterval]:
    return StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=start),
        equipment=stage.equipment_id,
        start__lte=end,
        state__in=states,
    )
