"""Check out: a run ends, with its outcome; its machine is to be cleaned, its time is charged."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from bookings import ledger, overruns
from bookings.actions.charge_machine_time import charge_machine_time
from bookings.attending import require_run
from bookings.choices import BookingStatus as B
from bookings.choices import RunOutcome, StageStatus, ViolationKind
from bookings.conduct import note, used_less_than_half
from bookings.errors import WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Run, Stage
from bookings.schemas.runs import Finish
from equipment import statelog, watching
from equipment.choices import MEANINGS, STATE_SETS, Effective, Kind, MachineState, Source
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb

_OVER: Final = (StageStatus.DONE, StageStatus.RELEASED)


@verb
def finish_run(actor: Actor, number: str, finish: Finish) -> Run:
    """End the run that ``number`` names, or the one of that stage of that booking.

    Raises Missing, NotAllowed, WrongStatus when it has ended.
    """
    run = _find(actor, number, finish.stage)
    require_run(actor, run.stage.booking, run.equipment)
    ledger.lock_alone([run.equipment_id])
    booking = run.stage.booking
    booking.claim(None)
    run = Run.objects.select_related("stage").get(pk=run.pk)
    run.stage.booking = booking
    if run.ended_at is not None:
        raise WrongStatus(_("Run %(run)s has ended already.") % {"run": run.number})
    now = clock.now()
    _end(actor, run, finish, now)
    settle(booking, run.stage)
    overruns.give_back({run.stage: now})
    _leave(actor, run, now)
    if run.outcome == RunOutcome.ACCEPTED and used_less_than_half(run.stage, run.started_at, now):
        note(actor, booking, run.stage, ViolationKind.OVERBOOKED)
    charge_machine_time(actor, run.stage)
    after = {"outcome": run.outcome, "booking": booking.number}
    record(actor, "run.finished", run, after=after, reason=run.note)
    emit(RunFinished(run.pk))
    return run


def _find(actor: Actor, number: str, stage: int | None) -> Run:
    if stage is None:
        return find(Run.objects.visible_to(actor).with_booking(), number=number)
    booking = find(Booking.objects.visible_to(actor), number=number)
    booked = refer(booking.stages.all(), "stage", position=stage)
    run = booked.runs.with_booking().order_by("-pk").first()
    if run is None:
        raise WrongStatus(
            _("Stage %(stage)s of %(number)s has not started.") % {"stage": stage, "number": number}
        )
    return run


def _end(actor: Actor, run: Run, finish: Finish, now: datetime) -> None:
    run.ended_at, run.ended_by = now, actor.user
    run.outcome, run.note = finish.outcome, finish.note
    run.version += 1
    run.save(update_fields=["ended_at", "ended_by", "outcome", "note", "version"])
    watching.end_grant(run.number, now)
    watching.end_hold(run.number, now)


def settle(booking: Booking, stage: Stage) -> None:
    """A stage of the booking is done."""
    stage.status = StageStatus.DONE
    stage.save(update_fields=["status"])
    go_on(booking, booking.stages.values_list("status", flat=True))
    booking.save(update_fields=["status"])


def go_on(booking: Booking, stages: Iterable[str]) -> None:
    """By the statuses of its stages it is completed with the last, in use while one runs, else
    waits; for another time, where what is left was displaced. Unsaved."""
    left = set(stages) - set(_OVER)
    if StageStatus.RUNNING not in left:
        waiting = B.DISPLACED if StageStatus.DISPLACED in left else B.CONFIRMED
        booking.become(waiting if left else B.COMPLETED)


def _leave(actor: Actor, run: Run, now: datetime) -> None:
    """What was still prepared or running is idle now, and to be cleaned where one cleans."""
    state = statelog.state_at(run.equipment_id, now)
    if MEANINGS[state].effective in (Effective.PRE, Effective.RUN):
        states = STATE_SETS[Kind(run.equipment.equipment_class.kind)]
        dirty = MachineState.IDLE_DIRTY
        statelog.enter(
            run.equipment_id,
            dirty if dirty in states else MachineState.IDLE,
            now,
            actor=actor,
            source=Source.PERSON,
            note=run.number,
        )
