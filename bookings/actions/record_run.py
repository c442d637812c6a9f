"""Write up a run that is over: it began, went and ended while nobody was at a screen."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings import ledger, overruns
from bookings.actions import charge_machine_time, log_phase, start_run
from bookings.actions.finish_run import settle
from bookings.choices import BookingStatus
from bookings.errors import WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Run, RunEvent, Stage
from bookings.schemas.runs import RunRecord
from equipment import statelog, watching
from equipment.choices import MEANINGS, STATE_SETS, Kind, MachineState, PublicState, Source
from equipment.errors import StateUnknown
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_number


@verb
def record_run(actor: Actor, number: str, said: RunRecord) -> Run:
    """The same as starting, logging and finishing it at those times, all or nothing.

    Raises as ``start_run`` and ``log_phase``, and Invalid for times that are out of order.
    """
    booking = find(Booking.objects.visible_to(actor).select_related("facility"), number=number)
    actor.require(Permission.RUN_MACHINE)
    stage = refer(booking.stages.all(), "stage", position=said.stage)
    held, _supplies = ledger.lock_all([stage.equipment_id])
    booking.claim(None)
    start_run.read_again(stage, held)
    machine, now = held[stage.equipment_id], clock.now()
    start_run.check(booking, stage, said.started_at)
    start_run.check_machine(machine, stage, said.started_at)
    _check_free(machine, said)
    run = _run(actor, booking, stage, said, now)
    _check_sheet(run, machine, said, now)
    _write(actor, booking, run, said)
    overruns.give_back(stage, max(said.ended_at, now - stage.turnaround))
    charge_machine_time.write(actor, stage)
    after = {"booking": number, "stage": stage.position, "outcome": run.outcome}
    record(actor, "run.recorded", run, after=after, reason=run.note)
    emit(RunFinished(run.pk))
    return run


def _check_free(machine: Equipment, said: RunRecord) -> None:
    """No other run was on the machine meanwhile, nor is one that began before."""
    over = Q(ended_at__gt=said.started_at) | Q(ended_at=None)
    others = Run.objects.filter(over, equipment=machine, started_at__lt=said.ended_at)
    if others.exists():
        raise WrongStatus(
            _("Another run was on %(tag)s then.") % {"tag": machine.tag}, code="in_use"
        )


def _check_sheet(run: Run, machine: Equipment, said: RunRecord, now: datetime) -> None:
    """The lines lie in the run, in their order, and end in a state that is none of a run."""
    run.equipment = machine
    last = said.started_at
    for n, line in enumerate(said.lines):
        at = line.at or said.ended_at
        log_phase.check(run, line, at, now)
        if not last <= at <= said.ended_at:
            raise Invalid(_("The lines are not in the order of their times."), field=f"lines.{n}")
        last = at
    if not said.started_at < said.ended_at <= now:
        raise Invalid(_("It ended after it began, and before now."), field="ended_at")
    states = STATE_SETS[Kind(machine.equipment_class.kind)]
    if said.left not in states or MEANINGS[said.left].public != PublicState.FREE:
        raise StateUnknown(
            _("A machine is left idle: %(tag)s is not then.") % {"tag": machine.tag}, field="left"
        )


def _run(actor: Actor, booking: Booking, stage: Stage, said: RunRecord, now: datetime) -> Run:
    zeros = [line.at for line in said.lines if line.state == MachineState.INOCULATION and line.at]
    year = str(booking.facility.local(now).year)
    return Run(
        number=f"R-{year}-{next_number('run', year):05}",
        stage=stage,
        equipment_id=stage.equipment_id,
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        project_id=booking.project_id,
        started_at=said.started_at,
        started_by=actor.user,
        zero_at=zeros[-1] if zeros else said.started_at,
    )


def _write(actor: Actor, booking: Booking, run: Run, said: RunRecord) -> None:
    """The run with its story, its states, who may watch what it measured, and its booking."""
    run.ended_at, run.ended_by = said.ended_at, actor.user
    run.outcome, run.note = said.outcome, said.note
    run.save(force_insert=True)
    RunEvent.objects.bulk_create(
        RunEvent(
            run=run,
            kind=line.kind,
            at=line.at or said.ended_at,
            recorded_at=clock.now(),
            recorded_by=actor.user,
            state=line.state or "",
            text=line.text,
        )
        for line in said.lines
    )
    states = [(line.state, line.at or said.ended_at) for line in said.lines if line.state]
    entered = [*states, (said.left, said.ended_at)]
    statelog.enter_all(
        run.equipment_id, entered, actor=actor, source=Source.PERSON, note=run.number
    )
    whose = run.equipment_id, run.organisation_id, said.started_at, run.number
    label = booking.purpose or booking.project.code
    watching.grant_past(
        run.equipment_id,
        run.organisation_id,
        (said.started_at, said.ended_at),
        run.number,
        label,
        planned_end=run.stage.run_end,
    )
    watching.hold_readings(*whose, end=said.ended_at)
    if booking.status != BookingStatus.IN_USE:
        booking.become(BookingStatus.IN_USE)
    settle(booking, run.stage)
