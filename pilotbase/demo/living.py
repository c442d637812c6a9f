"""Lets the demonstration go on: its crew works what stands in the plan, day by day.

Only what the fill had booked: what people book themselves is theirs to start and to end. After a
pause the crew catches up: what was due meanwhile is done as of its time. What it cannot do within
half an hour of its time it leaves: the rules of the house then say what becomes of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Max, QuerySet

from bookings.choices import BookingStatus, OccupationKind, RunEventKind, StageStatus
from bookings.models import Occupation, Run, Stage
from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.return_to_service import return_to_service
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import STATE_SETS, Kind, MachineState
from equipment.models import Alarm, CurrentState, Equipment
from equipment.schemas.machine import TakingOut
from pilotbase.core import clock
from pilotbase.demo import place
from pilotbase.demo.crew import Hand, on_shift, person, report
from pilotbase.demo.deeds import Deeds, Outcome
from pilotbase.demo.lanes import class_of
from pilotbase.demo.script import WASHED_AFTER, Booked, Doing, Step, script
from pilotbase.records.models import Uptime

AHEAD: Final = timedelta(days=2)  # no class prepares for longer
PATIENCE: Final = timedelta(minutes=30)
REPAIRED_AFTER: Final = timedelta(minutes=25)  # of the acknowledgement
LEFT_ALONE_FOR: Final = timedelta(hours=3)  # a fault that nobody acknowledges
SEEN_AFTER: Final = timedelta(hours=2)  # an alarm whose value is back within its limits
MANAGER: Final = "manager@demo.test"


def go_on() -> Outcome:
    """Do what is due by now. Idempotent: what is done is seen in the database."""
    now = clock.now()
    return _due(now, now - PATIENCE).do_now()


def catch_up() -> Outcome:
    """Do what was due since the plant was last at work, each as of its time."""
    newest = Uptime.objects.order_by("-end").first()
    deeds = _due(clock.now(), (newest.end if newest else clock.now()) - PATIENCE)
    deeds.do_past(deeds.in_order())
    return deeds.outcome


def _due(now: datetime, since: datetime) -> Deeds:
    """``since``: what should have begun before has been left."""
    filled = place.filled_at()
    deeds = Deeds(now)
    if filled is not None:
        person.cache_clear()
        _runs_that_go(deeds, filled)
        _runs_to_start(deeds, filled, since)
        _maintenance(deeds, since)
        _repairs(deeds)
        _returned(deeds)
    return deeds


def _ours(filled: datetime) -> QuerySet[Stage]:
    """Stages that the fill had booked."""
    rows = Stage.objects.filter(booking__made_at__lte=filled)
    return rows.select_related("booking__project", "equipment")


def _script(stage: Stage) -> list[Step]:
    organism = stage.booking.project.organism
    booked = Booked(stage.equipment.tag, organism, stage.run_start, stage.run_end)
    return script(booked, smooth=True)


def _runs_that_go(deeds: Deeds, filled: datetime) -> None:
    going = Run.objects.going().filter(stage__in=_ours(filled))
    last = dict(
        going.filter(events__kind=RunEventKind.PHASE)
        .annotate(logged=Max("events__at"))
        .values_list("pk", "logged")
    )
    stages = {stage.pk: stage for stage in _ours(filled).filter(runs__in=going)}
    for run in going:
        stage = stages[run.stage_id]
        hand = Hand(stage.equipment.tag, stage.booking.number, stage.position, run.number)
        since = last.get(run.pk, run.started_at)
        _work(deeds, hand, (step for step in _script(stage) if step.at > since))


def _runs_to_start(deeds: Deeds, filled: datetime, since: datetime) -> None:
    waiting = _ours(filled).filter(
        status=StageStatus.PLANNED,
        booking__status__in=(BookingStatus.CONFIRMED, BookingStatus.IN_USE),
        run_start__lte=deeds.until + AHEAD,
        run_end__gt=since,
    )
    for stage in waiting:
        steps = _script(stage)
        if steps[0].at > since:
            hand = Hand(stage.equipment.tag, stage.booking.number, stage.position)
            _work(deeds, hand, steps)


def _work(deeds: Deeds, hand: Hand, steps: Iterable[Step]) -> None:
    for step in steps:
        if step.doing != Doing.CLEAN:
            deeds.add(step.at, partial(_do, hand, step))


def _do(hand: Hand, step: Step) -> None:
    """At the clock's time, which may be a little later than the step's. A run that ends leaves
    its machine clean."""
    if hand.run or step.doing == Doing.START:
        hand.do_now(step)
    if hand.run and step.doing == Doing.FINISH and class_of(hand.tag).kind in WASHED_AFTER:
        hand.do_now(replace(step, doing=Doing.CLEAN))


def _maintenance(deeds: Deeds, since: datetime) -> None:
    """Machines go out of service when their block begins, and come back when it ends."""
    out = Equipment.objects.exclude(out_of_service_until=None)
    for machine in out.select_related("equipment_class"):
        assert machine.out_of_service_until is not None  # noqa: S101  (asked for)
        deeds.add(machine.out_of_service_until, partial(_return, machine))
    blocks = Occupation.objects.filter(
        kind=OccupationKind.MAINTENANCE,
        active=True,
        machine__out_of_service_since=None,
        start__lte=deeds.until,
        end__gt=since,
    )
    for block in blocks.select_related("machine__equipment_class"):
        if not _was_done(block):
            deeds.add(block.start, partial(_take_out, block))
            deeds.add(block.end, partial(_return, block.machine))


def _was_done(block: Occupation) -> bool:
    """Whether the log has the machine out of service in the block's time."""
    out = (MachineState.MAINTENANCE, MachineState.CALIBRATION, MachineState.CLOSED)
    return block.machine.state_log.filter(
        state__in=out, at__gte=block.start, at__lt=block.end
    ).exists()


def _take_out(block: Occupation) -> None:
    instrument = block.machine.equipment_class.kind == Kind.INSTRUMENT
    state = MachineState.CALIBRATION if instrument else MachineState.MAINTENANCE
    out = TakingOut(reason=block.note or "维护", until=block.end, state=state)
    take_out_of_service(person(MANAGER), block.machine.tag, out)


def _return(machine: Equipment) -> None:
    """In service again, and cleaned where one cleans."""
    return_to_service(person(MANAGER), machine.tag)
    if MachineState.IDLE_CLEAN in STATE_SETS[Kind(machine.equipment_class.kind)]:
        now = clock.now()
        report(on_shift(now), machine.tag, MachineState.IDLE_CLEAN, now)


def _repairs(deeds: Deeds) -> None:
    """A machine at fault in a run goes on where it was, some time after someone has seen it."""
    broken = CurrentState.objects.filter(state=MachineState.FAULT, since__isnull=False)
    runs = {run.equipment_id: run for run in Run.objects.going()}
    for current in broken.select_related("equipment"):
        run = runs.get(current.equipment_id)
        since = current.since
        if run is None or since is None:
            continue
        alarms = current.equipment.alarms.filter(code="fault", cleared_at=None)
        seen = alarms.values_list("acknowledged_at", flat=True).first()
        due = seen + REPAIRED_AFTER if seen else since + LEFT_ALONE_FOR
        phase = (
            run.events.filter(kind=RunEventKind.PHASE, at__lt=since).order_by("-at", "-pk").first()
        )
        if phase is not None:
            step = Step(due, Doing.PHASE, MachineState(phase.state))
            hand = Hand(current.equipment.tag, "", 0, run.number)
            deeds.add(due, partial(hand.do_now, step))


def _returned(deeds: Deeds) -> None:
    """What came back to normal by itself is acknowledged by whoever is on shift, in a while."""
    rows = Alarm.objects.unacknowledged().filter(cleared_at__lte=deeds.until - SEEN_AFTER)
    for number, back in rows.values_list("pk", "cleared_at"):
        if back is not None:
            deeds.add(back + SEEN_AFTER, partial(_see, number))


def _see(alarm: int) -> None:
    acknowledge_alarm(on_shift(clock.now()), alarm)
