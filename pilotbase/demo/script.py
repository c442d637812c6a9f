"""What happens in a booked stage: when it starts, its phases, a fault, its end. Pure.

The same stage always has the same script: the plan's replay and the crew that goes on with it
read it from the machine and the times, so that nothing needs to be kept beside the bookings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from bookings.choices import RunOutcome
from equipment.choices import Kind, MachineState
from pilotbase.demo.calendar import HOUR
from pilotbase.demo.lanes import class_of
from pilotbase.demo.organisms import COURSES

S = MachineState
MINUTE: Final = timedelta(minutes=1)
FAULTS, ABORTED, FAILED = 0.045, 0.25, 0.02  # of runs; of those with a fault; of the others
REASONS: Final = {
    Kind.BIOREACTOR: (
        "搅拌过载，已停机",
        "补碱泵故障",
        "冷却水压力低",
        "排气滤芯堵塞",
        "溶氧电极故障",
    ),
    Kind.SKID: ("振动高，已停机", "进料泵故障", "压差高"),
    Kind.DRYER: ("真空泵故障", "加热故障"),
    Kind.INSTRUMENT: ("基线漂移", "进样器故障"),
}
WASHED_AFTER: Final = {Kind.BIOREACTOR, Kind.SKID, Kind.DRYER}


class Doing(StrEnum):
    START = "start"
    PHASE = "phase"
    FAULT = "fault"
    ACKNOWLEDGE = "acknowledge"
    FINISH = "finish"
    CLEAN = "clean"  # the machine is idle and clean again


@dataclass(frozen=True)
class Step:
    """``state`` for a phase; ``outcome`` and ``note`` for an end; ``note`` for a fault."""

    at: datetime
    doing: Doing
    state: MachineState | None = None
    outcome: RunOutcome = RunOutcome.ACCEPTED
    note: str = ""


@dataclass(frozen=True)
class Booked:
    """A stage as it was booked."""

    tag: str
    organism: str
    start: datetime
    end: datetime


def script(booked: Booked, *, smooth: bool = False) -> list[Step]:
    """The steps in order. ``smooth``: nothing breaks."""
    rng = Random(f"{booked.tag}:{booked.start.timestamp():.0f}")  # noqa: S311  (the same dice)
    kind = class_of(booked.tag).kind
    begins = booked.start - class_of(booked.tag).before
    phases = list(_PHASES[kind](booked, rng))
    steps = [Step(begins + rng.randrange(1, 12) * MINUTE, Doing.START)]
    steps += [Step(at, Doing.PHASE, state) for state, at in phases]
    ends = _end(booked, rng)
    broken = None if smooth or rng.random() >= FAULTS else _fault(booked, phases, rng)
    if broken is not None and rng.random() < ABORTED:
        return [*_until(steps, broken.at), *_aborted(broken, rng)]
    if broken is not None:
        steps = sorted(
            [*steps, *_repaired(broken, phases, booked.end, rng)], key=lambda step: step.at
        )
    failed = not smooth and rng.random() < FAILED
    outcome = RunOutcome.FAILED if failed else RunOutcome.ACCEPTED
    note = "染菌，放弃" if failed and kind == Kind.BIOREACTOR else ""
    return [*steps, Step(ends, Doing.FINISH, None, outcome, note), *_cleaned(ends, kind)]


def _vessel(booked: Booked, rng: Random) -> Iterator[tuple[MachineState, datetime]]:
    """Cleaned, sterilised, inoculated, grown, fed, induced, harvested, killed, cleaned."""
    of, run = class_of(booked.tag), (booked.end - booked.start) / HOUR
    begins, course = booked.start - of.before, COURSES[booked.organism]
    if of.before > 4 * HOUR:
        yield S.CIP, begins + 15 * MINUTE
        yield S.SIP, begins + 2 * HOUR
    else:
        yield S.SIP, begins + 20 * MINUTE
    yield S.STERILE_HOLD, booked.start - rng.randrange(50, 110) * MINUTE
    zero = booked.start + rng.randrange(0, 25) * MINUTE
    yield S.INOCULATION, zero
    yield S.GROWTH, zero + rng.randrange(20, 45) * MINUTE
    for state, window in ((S.FEED, course.feed), (S.INDUCE, course.induce)):
        if window and window[1] < run - 4:
            yield state, zero + rng.randrange(*(int(h * 60) for h in window)) * MINUTE
    of_size = max(1, min(4, of.after // (4 * HOUR)))
    yield S.HARVEST, booked.end - of_size * HOUR + rng.randrange(0, 20) * MINUTE
    yield S.KILL, booked.end + rng.randrange(1, 25) * MINUTE
    yield S.CIP, booked.end + 0.35 * of.after


def _skid(booked: Booked, rng: Random) -> Iterator[tuple[MachineState, datetime]]:
    yield S.RUNNING, booked.start + rng.randrange(0, 15) * MINUTE
    yield S.CIP, booked.end + rng.randrange(1, 10) * MINUTE


def _dryer(booked: Booked, rng: Random) -> Iterator[tuple[MachineState, datetime]]:
    zero = booked.start + rng.randrange(0, 15) * MINUTE
    if booked.tag.startswith("LYO"):
        yield S.FREEZING, zero
        yield S.DRYING, zero + (booked.end - booked.start) * 0.2
    else:
        yield S.DRYING, zero
    yield S.UNLOADING, booked.end + rng.randrange(1, 10) * MINUTE
    yield S.CIP, booked.end + 0.5 * class_of(booked.tag).after


def _instrument(booked: Booked, rng: Random) -> Iterator[tuple[MachineState, datetime]]:
    yield S.RUNNING, booked.start + rng.randrange(12, 30) * MINUTE


_PHASES: Final = {
    Kind.BIOREACTOR: _vessel,
    Kind.SKID: _skid,
    Kind.DRYER: _dryer,
    Kind.INSTRUMENT: _instrument,
}


def _end(booked: Booked, rng: Random) -> datetime:
    """A little before the time is over."""
    after = class_of(booked.tag).after
    early = rng.randrange(4, 20) * MINUTE
    return booked.end + after - (early if after else 2 * MINUTE)


def _cleaned(ends: datetime, kind: Kind) -> list[Step]:
    return [Step(ends + MINUTE, Doing.CLEAN)] if kind in WASHED_AFTER else []


def _fault(booked: Booked, phases: list[tuple[MachineState, datetime]], rng: Random) -> Step | None:
    """Somewhere in the middle half of the run, not within minutes of a phase's begin."""
    at = booked.start + (booked.end - booked.start) * rng.uniform(0.25, 0.7)
    at = at.replace(second=0, microsecond=0)
    if any(abs(at - begins) < 15 * MINUTE for _state, begins in phases):
        return None
    return Step(at, Doing.FAULT, S.FAULT, note=rng.choice(REASONS[class_of(booked.tag).kind]))


def _until(steps: list[Step], at: datetime) -> list[Step]:
    return [step for step in steps if step.at < at]


def _repaired(
    fault: Step, phases: list[tuple[MachineState, datetime]], end: datetime, rng: Random
) -> Iterator[Step]:
    """Acknowledged in minutes, and back in the phase it was in before the next one, or the end."""
    state = [state for state, begins in phases if begins < fault.at][-1]
    following = min((begins for _state, begins in phases if begins > fault.at), default=end)
    longest = int((following - fault.at) / MINUTE) - 2
    yield fault
    yield Step(fault.at + rng.randrange(2, 9) * MINUTE, Doing.ACKNOWLEDGE)
    yield Step(fault.at + min(rng.randrange(12, 260), longest) * MINUTE, Doing.PHASE, state)


def _aborted(fault: Step, rng: Random) -> Iterator[Step]:
    """Given up; when it ends the vessel has been cleaned by hand."""
    ends = fault.at + rng.randrange(120, 420) * MINUTE
    yield fault
    yield Step(fault.at + rng.randrange(2, 9) * MINUTE, Doing.ACKNOWLEDGE)
    yield Step(ends, Doing.FINISH, None, RunOutcome.ABORTED, fault.note)
    yield Step(ends + MINUTE, Doing.CLEAN)
