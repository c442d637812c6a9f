"""How long before its start a run is booked and changed: by tables, by properties, and by doors."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import policy
from bookings.choices import Act
from bookings.policy.case import Case, Notice, Others
from bookings.policy.notice import cancelling
from bookings.policy.soonest import soonest
from tests.bookings.asking import NOW, PLANT, at
from tests.bookings.judging import RULES, VESSEL, case, found, span, wanted

HOUR = timedelta(hours=1)
AHEAD = (at(0) - NOW) // HOUR  # whole hours until the usual run: 502


def told(act: Act, least: int | None, most: int | None, **more: Any) -> Case:
    hours = [None if n is None else n * HOUR for n in (least, most)]
    return case(wanted(rules={"notice": {act: Notice(*hours)}}, **more))


WAS = span(0, 72)
TABLE: list[tuple[Case, list[str]]] = [
    (told(Act.NEW, AHEAD, None), []),
    (told(Act.NEW, AHEAD + 1, None), ["too_late_to_book"]),
    (told(Act.NEW, None, AHEAD + 1), []),
    (told(Act.NEW, None, AHEAD), ["too_early_to_book"]),
    (told(Act.NEW, 0, 0), ["too_early_to_book"]),
    (told(Act.NEW, AHEAD + 9, None, was=WAS), []),  # what does not change needs no notice
    (told(Act.CHANGE, AHEAD + 9, None), []),  # nor does what is new need that of a change
    (told(Act.CHANGE, AHEAD + 1, None, was=WAS), []),
    # moved later: the time given up counts; moved here: so does the time taken
    (told(Act.CHANGE, AHEAD - 10, None, was=span(-8, 64)), []),
    (told(Act.CHANGE, AHEAD - 7, None, was=span(-8, 64)), ["too_late_to_change"]),
    (told(Act.CHANGE, AHEAD + 1, None, was=span(80, 152)), ["too_late_to_change"]),
    (told(Act.CHANGE, None, AHEAD, was=span(-80, -8)), ["too_early_to_change"]),
    # only the end moves: what counts is where the first change lies
    (told(Act.CHANGE, AHEAD + 60, None, was=span(0, 60)), []),
    (told(Act.CHANGE, AHEAD + 61, None, was=span(0, 60)), ["too_late_to_change"]),
    (told(Act.CHANGE, AHEAD + 73, None, was=span(0, 90)), ["too_late_to_change"]),
]


@pytest.mark.parametrize(("of", "expected"), TABLE)
def test_notice(of: Case, expected: list[str]) -> None:
    assert found(of) == expected
    assert {p.overridable_by for p in policy.problems(of)} <= {"manager"}


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (AHEAD, AHEAD + 1, []),
        (AHEAD + 1, None, ["too_late_to_cancel"]),
        (None, AHEAD, ["too_early_to_cancel"]),
    ],
)
def test_notice_of_a_cancellation(least: int | None, most: int | None, expected: list[str]) -> None:
    [stage] = told(Act.CANCEL, least, most).stages
    machine = stage.machine
    problems = cancelling(machine.tag, machine.rules.notice, stage.run.start, NOW, PLANT)
    assert [problem.code for problem in problems] == expected


def test_the_sentence_says_until_when() -> None:
    [problem] = policy.problems(told(Act.NEW, AHEAD + 2, None))
    assert problem.detail == (
        "BR300-1 is booked at least 21\u00a0d before the run: for this one until 12-21 Mon 08:00."
    )


@given(least=st.integers(0, 900), start=st.integers(-400, 400))
def test_the_next_free_time_is_far_enough_ahead(least: int, start: int) -> None:
    of = case(
        wanted(start, start + 72, rules={"notice": {Act.NEW: Notice(least=least * HOUR)}}),
    )
    free = soonest(of)
    assert free is not None
    assert free.start - NOW >= least * HOUR
    moved = wanted((free.start - at(0)) / HOUR, (free.end - at(0)) / HOUR)
    assert found(case(moved)) == []


def test_there_is_no_free_time_when_what_fits_is_too_far_ahead() -> None:
    stage = wanted(rules={"notice": {Act.NEW: Notice(most=(AHEAD + 1) * HOUR)}})
    busy = Others(taken={1: (span(-20, 20),)})
    assert soonest(case(stage)) == stage.run
    assert soonest(case(stage, others=busy)) is None


def test_a_machine_that_says_nothing_asks_for_nothing() -> None:
    assert RULES.notice == {}
    assert list(cancelling(VESSEL.tag, RULES.notice, NOW, NOW, PLANT)) == []
