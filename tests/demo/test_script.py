"""What happens in a booked stage: the same each time, in order, within its time."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.choices import RunOutcome
from equipment.choices import RUN_PHASES, Kind, MachineState
from pilotbase.demo import fleet
from pilotbase.demo.calendar import HALF_HOUR, ZONE
from pilotbase.demo.lanes import class_of
from pilotbase.demo.organisms import COURSES
from pilotbase.demo.script import Booked, Doing, Step, script

START = datetime(2026, 3, 2, 8, tzinfo=ZONE)
TAGS = [row.tag for row in fleet.MACHINES if row.bookable]


@st.composite
def booked(draw: st.DrawFn) -> Booked:
    tag = draw(st.sampled_from(TAGS))
    of = class_of(tag)
    length = draw(st.integers(int(of.shortest / HALF_HOUR), int(of.longest / HALF_HOUR)))
    start = START + draw(st.integers(0, 20_000)) * HALF_HOUR
    return Booked(tag, draw(st.sampled_from(sorted(COURSES))), start, start + length * HALF_HOUR)


@given(booked())
def test_it_begins_goes_on_and_ends_within_the_time_that_is_booked(one: Booked) -> None:
    of, steps = class_of(one.tag), script(one)
    assert steps == script(one)
    assert [step.doing for step in steps].count(Doing.START) == 1
    assert steps[0].doing == Doing.START
    assert all(a.at <= b.at for a, b in pairwise(steps))
    assert steps[0].at >= one.start - of.before
    assert steps[-1].at <= one.end + of.after
    finish = next(step for step in steps if step.doing == Doing.FINISH)
    aborted = finish.outcome == RunOutcome.ABORTED
    assert aborted or finish.at > one.end - timedelta(minutes=3)
    phases = [step.state for step in steps if step.doing == Doing.PHASE]
    assert set(phases) <= set(RUN_PHASES[of.kind])
    if of.kind != Kind.INSTRUMENT:
        assert steps[-1].doing == Doing.CLEAN


@given(booked())
def test_the_crew_goes_on_where_the_history_left(one: Booked) -> None:
    """Whatever broke before, the planned steps are the same."""
    rough, smooth = script(one), script(one, smooth=True)
    planned = {(step.at, step.state) for step in smooth if step.doing == Doing.PHASE}
    kept = [step for step in rough if step.doing == Doing.PHASE]
    repaired = {step.at for step in kept if (step.at, step.state) not in planned}
    assert len(repaired) <= 1
    assert all(step.outcome == RunOutcome.ACCEPTED for step in smooth)
    assert all(step.doing != Doing.FAULT for step in smooth)


def test_now_and_then_something_breaks() -> None:
    faults, aborted = 0, 0
    for n in range(800):
        start = START + n * HALF_HOUR
        steps = script(Booked("BR300-1", "Escherichia coli", start, start + 96 * HALF_HOUR))
        faults += any(step.doing == Doing.FAULT for step in steps)
        aborted += any(step.outcome == RunOutcome.ABORTED for step in steps)
    assert 15 <= faults <= 60
    assert 1 <= aborted < faults


@pytest.mark.parametrize("tag", ["BR300-1", "DSC-1", "LYO-1", "HPLC-1"])
def test_what_broke_works_again_or_the_run_is_given_up(tag: str) -> None:
    """No machine stands broken after its run: a phase follows the fault, or an abandoned end."""
    broken = 0
    for n in range(800):
        start = START + n * HALF_HOUR
        steps = script(Booked(tag, "Escherichia coli", start, start + 96 * HALF_HOUR))
        doings = [step.doing for step in steps]
        if Doing.FAULT in doings:
            broken += 1
            after = steps[doings.index(Doing.FAULT) + 1 :]
            again = any(step.doing == Doing.PHASE for step in after)
            assert again or any(step.outcome == RunOutcome.ABORTED for step in after)
    assert broken


@pytest.mark.parametrize("organism", sorted(COURSES))
def test_a_culture_is_fed_and_induced_in_its_time(organism: str) -> None:
    course = COURSES[organism]
    end = START + timedelta(hours=course.longest)
    steps = script(Booked("BR300-1", organism, START, end), smooth=True)
    zero = _at(steps, MachineState.INOCULATION)
    assert zero is not None
    for state, window in ((MachineState.FEED, course.feed), (MachineState.INDUCE, course.induce)):
        began = _at(steps, state)
        assert (began is None) == (window is None)
        if began is not None and window is not None:
            low, high = window
            assert timedelta(hours=low) <= began - zero <= timedelta(hours=high)


def _at(steps: list[Step], state: MachineState) -> datetime | None:
    return next((step.at for step in steps if step.state == state), None)
