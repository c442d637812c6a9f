"""Write up a log of runs that are over: a day on paper, from many machines, all or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings import ledger, overruns
from bookings.actions import charge_machine_time, log_phase, start_run
from bookings.actions.finish_run import go_on
from bookings.choices import BookingStatus, StageStatus
from bookings.errors import WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Occupation, Run, RunEvent, Stage
from bookings.schemas.runs import RunLog, RunRecord
from equipment import statelog, watching
from equipment.choices import MEANINGS, STATE_SETS, Kind, MachineState, PublicState, Source
from equipment.errors import StateUnknown
from equipment.models import Equipment, StateEntry
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import Trace, record_all
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid, PilotError
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import changed_meanwhile
from pilotbase.records.numbers import next_number

READ: Final = ("facility", "project")  # of a booking that ``write_up`` is given


@dataclass
class Sheet:
    """What one run's paper says, of which stage; its problems are named ``where``."""

    booking: Booking
    stage: Stage
    said: RunRecord
    where: str = ""


@verb
def record_runs(actor: Actor, log: RunLog) -> list[Run]:
    """The same as recording each, in the log's order: a later one sees those before it.

    Raises as ``record_run``, and Invalid for a booking or stage that is not there; the problem's
    field begins with the run's place in the log.
    """
    actor.require(Permission.RUN_MACHINE)
    visible = Booking.objects.visible_to(actor).select_related(*READ)
    wanted = {line.booking for line in log.runs if "\x00" not in line.booking}
    found = {booking.number: booking for booking in visible.filter(number__in=wanted)}
    stages = {
        (stage.booking_id, stage.position): stage
        for stage in Stage.objects.filter(booking__in=found.values())
    }
    sheets: list[Sheet] = []
    for n, line in enumerate(log.runs):
        where = f"runs.{n}."
        booking = found.get(line.booking)
        if booking is None:
            booking = refer(visible.none(), f"{where}booking", number=line.booking)
        stage = stages.get((booking.pk, line.stage))
        if stage is None:
            stage = refer(booking.stages.none(), f"{where}stage", position=line.stage)
        sheets.append(Sheet(booking, stage, line, where))
    return write_up(actor, sheets)


def write_up(actor: Actor, sheets: Sequence[Sheet]) -> list[Run]:
    """Look at each under its machine's lock, then write all of them.

    Of what belongs to one booking, the sheets share the instances.
    """
    held, _supplies = ledger.lock_all({sheet.stage.equipment_id for sheet in sheets})
    bookings = {sheet.booking.pk: sheet.booking for sheet in sheets}
    Booking.claim_all(bookings.values())
    _read_again(sheets, held)
    now, around = clock.now(), _Around.of(sheets)
    runs = []
    for sheet in sheets:
        with _naming(sheet):
            runs.append(_judged(actor, sheet, held[sheet.stage.equipment_id], around, now))
        if sheet.booking.status != BookingStatus.IN_USE:
            sheet.booking.become(BookingStatus.IN_USE)
        sheet.stage.status = StageStatus.DONE
        go_on(sheet.booking, (stage.status for stage in sheet.booking.all_stages))
    _write(actor, runs, sheets, now)
    _settle(bookings.values(), sheets, now)
    charge_machine_time.write(actor, (sheet.stage for sheet in sheets))
    record_all(actor, [_trace(run, sheet) for run, sheet in zip(runs, sheets, strict=True)])
    for run in runs:
        emit(RunFinished(run.pk))
    return runs


def _read_again(sheets: Sequence[Sheet], held: dict[int, Equipment]) -> None:
    """The stages as they are under the lock. Raises Stale when one has gone to another machine."""
    rows = Stage.objects.filter(booking__in={sheet.booking.pk for sheet in sheets})
    fresh: dict[int, list[Stage]] = defaultdict(list)
    for stage in rows.order_by("booking", "position"):
        fresh[stage.booking_id].append(stage)
    for sheet in sheets:
        sheet.booking.all_stages = fresh[sheet.booking.pk]
        places = {stage.position: stage for stage in sheet.booking.all_stages}
        sheet.stage = places[sheet.stage.position]
        sheet.stage.booking = sheet.booking
        if sheet.stage.equipment_id not in held:
            raise changed_meanwhile()


@dataclass(frozen=True)
class _Around:
    """By machine, what stood in the ledger, and what ran, at the times of which the sheets tell."""

    taken: dict[int, list[Occupation]]
    ran: dict[int, list[Run]]

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> "_Around":
        machines = {sheet.stage.equipment_id for sheet in sheets}
        first = min(sheet.said.started_at for sheet in sheets)
        last = max(max(sheet.said.started_at, sheet.said.ended_at) for sheet in sheets)
        around = cls(defaultdict(list), defaultdict(list))
        standing = Occupation.objects.standing(clock.now()).filter(machine__in=machines)
        for taken in standing.filter(start__lte=last, end__gt=first):
            around.taken[taken.machine_id].append(taken)
        over = Q(ended_at__gt=first) | Q(ended_at=None)
        for run in Run.objects.filter(over, equipment__in=machines, started_at__lt=last):
            around.ran[run.equipment_id].append(run)
        return around

    def clash(self, stage: Stage, at: datetime) -> Occupation | None:
        """Another's time on the stage's machine at that instant."""
        taken = self.taken[stage.equipment_id]
        others = (one for one in taken if one.stage_id != stage.pk and one.start <= at < one.end)
        return next(others, None)

    def is_free(self, machine: Equipment, start: datetime, end: datetime) -> bool:
        """No other run was on the machine meanwhile, nor is one that began before."""
        return not any(
            run.started_at < end and (run.ended_at is None or run.ended_at > start)
            for run in self.ran[machine.pk]
        )


@contextmanager
def _naming(sheet: Sheet) -> Iterator[None]:
    """Let a refusal say which of the sheets it is about."""
    try:
        yield
    except PilotError as refusal:
        if sheet.where:
            refusal.field = f"{sheet.where}{refusal.field or 'booking'}"
        raise


def _judged(actor: Actor, sheet: Sheet, machine: Equipment, around: _Around, now: datetime) -> Run:
    """The run as the sheet tells it, unsaved. Raises what stands against it."""
    booking, stage, said = sheet.booking, sheet.stage, sheet.said
    start_run.check(booking, stage, said.started_at)
    start_run.check_service(machine, said.started_at)
    start_run.check_taken(machine, around.clash(stage, said.started_at))
    if not around.is_free(machine, said.started_at, said.ended_at):
        raise WrongStatus(
            _("Another run was on %(tag)s then.") % {"tag": machine.tag}, code="in_use"
        )
    run = _run(actor, booking, stage, said, now)
    _check_lines(run, machine, said, now)
    around.ran[machine.pk].append(run)
    run.ended_at, run.ended_by = said.ended_at, actor.user
    run.outcome, run.note = said.outcome, said.note
    return run


def _check_lines(run: Run, machine: Equipment, said: RunRecord, now: datetime) -> None:
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
        facility=booking.facility,
        organisation_id=booking.organisation_id,
        project=booking.project,
        started_at=said.started_at,
        started_by=actor.user,
        zero_at=zeros[-1] if zeros else said.started_at,
    )


def _write(actor: Actor, runs: Sequence[Run], sheets: Sequence[Sheet], now: datetime) -> None:
    """The runs with their stories, their machines' states, and who may see what was measured."""
    Run.objects.bulk_create(runs)
    told = [(run, sheet.said) for run, sheet in zip(runs, sheets, strict=True)]
    RunEvent.objects.bulk_create(
        RunEvent(
            run=run,
            kind=line.kind,
            at=line.at or said.ended_at,
            recorded_at=now,
            recorded_by=actor.user,
            state=line.state or "",
            text=line.text,
        )
        for run, said in told
        for line in said.lines
    )
    in_order = sorted(told, key=lambda one: one[1].started_at)
    statelog.write_up(
        (
            StateEntry(
                equipment_id=run.equipment_id,
                state=state,
                at=at,
                source=Source.PERSON,
                recorded_at=now,
                recorded_by=actor.user,
                note=run.number,
            )
            for run, said in in_order
            for state, at in _states(said)
        ),
        actor,
    )
    watching.keep_past([_past(run, sheet) for run, sheet in zip(runs, sheets, strict=True)])


def _states(said: RunRecord) -> Iterator[tuple[MachineState, datetime]]:
    for line in said.lines:
        if line.state:
            yield line.state, line.at or said.ended_at
    yield said.left, said.ended_at


def _past(run: Run, sheet: Sheet) -> watching.Past:
    return watching.Past(
        equipment_id=run.equipment_id,
        organisation_id=run.organisation_id,
        start=sheet.said.started_at,
        end=sheet.said.ended_at,
        reference=run.number,
        label=sheet.booking.purpose or sheet.booking.project.code,
        planned_end=sheet.stage.run_end,
    )


def _settle(bookings: Iterable[Booking], sheets: Sequence[Sheet], now: datetime) -> None:
    """The stages are done, their bookings go on, and what is left of their time is free."""
    stages = [sheet.stage for sheet in sheets]
    Stage.objects.filter(pk__in={stage.pk for stage in stages}).update(status=StageStatus.DONE)
    by_status: dict[str, list[int]] = defaultdict(list)
    for booking in bookings:
        by_status[booking.status].append(booking.pk)
    for status, pks in by_status.items():
        Booking.objects.filter(pk__in=pks).update(status=status)
    overruns.give_back(
        {sheet.stage: max(sheet.said.ended_at, now - sheet.stage.turnaround) for sheet in sheets}
    )


def _trace(run: Run, sheet: Sheet) -> Trace:
    after = {"booking": sheet.booking.number, "stage": sheet.stage.position, "outcome": run.outcome}
    return Trace("run.recorded", run, after=after, reason=run.note)
