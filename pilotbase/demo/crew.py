"""The demonstration's operators: they do what a script says with a booked stage."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Final

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phases import log_phases
from bookings.actions.start_run import FIRST_PHASE, start_run
from bookings.schemas.runs import Finish, Phase, RunLogLine, RunSheet, StageRef
from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.report_states import report_states
from equipment.choices import STATE_SETS, MachineState
from equipment.models import Alarm
from equipment.schemas.machine import StateReport
from pilotbase.accounts.actor import Actor, acting
from pilotbase.accounts.models import User
from pilotbase.core import clock
from pilotbase.demo.calendar import ZONE
from pilotbase.demo.lanes import class_of
from pilotbase.demo.script import Doing, Step

DAY_SHIFT: Final = range(8, 20)


@cache
def person(email: str) -> Actor:
    """She as she stands in her place; the demonstration's people change theirs never."""
    return acting(User.objects.get(email=email), "page")


def on_shift(at: datetime) -> Actor:
    by_day = at.astimezone(ZONE).hour in DAY_SHIFT
    return person("operator@demo.test" if by_day else "operator2@demo.test")


@dataclass
class Hand:
    """Works one stage. Phases that are over are written up together, as on a run sheet."""

    tag: str
    booking: str
    stage: int
    run: str = ""
    sheet: list[Step] = field(default_factory=list)

    def do(self, steps: Sequence[Step]) -> None:
        """At the instant of the last of them: phases first, which may lie before."""
        last = steps[-1]
        with clock.at(last.at):
            self.sheet = [step for step in steps if step.doing == Doing.PHASE]
            self._write_up(on_shift(last.at))
            if last.doing != Doing.PHASE:
                _DOES[last.doing](self, on_shift(last.at), last)

    def do_now(self, step: Step) -> None:
        """At the clock's time."""
        now = clock.now()
        self.do([replace(step, at=now)])

    def _write_up(self, operator: Actor) -> None:
        if self.sheet:
            lines = tuple(Phase(state=step.state, at=step.at) for step in self.sheet)
            log_phases(operator, self.run, RunSheet(lines=lines))

    def start(self, operator: Actor, step: Step) -> None:
        self.run = start_run(operator, self.booking, StageRef(stage=self.stage)).number

    def break_down(self, operator: Actor, step: Step) -> None:
        report(operator, self.tag, MachineState.FAULT, step.at, step.note)

    def acknowledge(self, operator: Actor, step: Step) -> None:
        acknowledge(operator, self.tag)

    def finish(self, operator: Actor, step: Step) -> None:
        finish_run(operator, self.run, Finish(outcome=step.outcome, note=step.note))

    def clean(self, operator: Actor, step: Step) -> None:
        report(operator, self.tag, idle_state(self.tag), step.at)

    def on_paper(self, steps: Sequence[Step]) -> RunLogLine:
        """The whole run as its sheet tells it, when it is over."""
        begun = next(step for step in steps if step.doing == Doing.START)
        ended = next(step for step in steps if step.doing == Doing.FINISH)
        phases = [(step.state, step.at) for step in steps if step.doing == Doing.PHASE]
        first = FIRST_PHASE.get(class_of(self.tag).kind)
        phases = [(first, begun.at), *phases] if first else phases
        return RunLogLine(
            booking=self.booking,
            stage=self.stage,
            started_at=begun.at,
            ended_at=ended.at,
            lines=tuple(Phase(state=state, at=at) for state, at in phases),
            left=idle_state(self.tag),
            outcome=ended.outcome,
            note=ended.note,
        )


_DOES: Final = {
    Doing.START: Hand.start,
    Doing.FAULT: Hand.break_down,
    Doing.ACKNOWLEDGE: Hand.acknowledge,
    Doing.FINISH: Hand.finish,
    Doing.CLEAN: Hand.clean,
}


def idle_state(tag: str) -> MachineState:
    """As a machine of the kind stands when nobody needs it."""
    clean = MachineState.IDLE_CLEAN
    return clean if clean in STATE_SETS[class_of(tag).kind] else MachineState.IDLE


def report(operator: Actor, tag: str, state: MachineState, at: datetime, note: str = "") -> None:
    said = {"at": at, "state": state, "note": note}
    report_states(operator, tag, StateReport(states=[said]))


def acknowledge(operator: Actor, tag: str) -> None:
    standing = Alarm.objects.filter(
        equipment__tag=tag, tag=None, cleared_at=None, acknowledged_at=None
    )
    for pk in standing.values_list("pk", flat=True):
        acknowledge_alarm(operator, pk)
