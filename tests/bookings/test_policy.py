"""Each rule of booking alone, by tables."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from bookings import policy
from bookings.policy import rules
from bookings.policy.case import (
    Approval,
    Case,
    Hours,
    Others,
    Supply,
)
from pilotbase.accounts.calendar import WorkingCalendar
from tests.bookings.asking import at
from tests.bookings.judging import (
    HOUR,
    NIGHT,
    NINE_TO_FIVE,
    STEAM,
    WEEK,
    WEEKDAYS,
    case,
    found,
    span,
    steam,
    steamy,
    wanted,
)


def test_nothing_stands_in_the_way_of_what_is_in_order() -> None:
    assert policy.problems(case()) == []


TABLE: list[tuple[Case, list[str]]] = [
    # order: two stages of one booking on one machine
    (case(wanted(), wanted(88, 160, number=2)), []),
    (case(wanted(), wanted(87, 160, number=2)), ["stages_overlap"]),
    (case(wanted(), wanted(number=2, machine={"pk": 2, "tag": "BR300-2"})), []),
    # in the past: preparation has yet to begin
    (case(now=at(-8), asked_at=at(-8)), []),
    (case(now=at(-7.9), asked_at=at(-7.9)), ["in_the_past"]),
    # length
    (case(wanted(0, 4)), []),
    (case(wanted(0, 3.5)), ["too_short"]),
    (case(wanted(0, 336)), []),
    (case(wanted(0, 336.5)), ["too_long"]),
    # granularity, from midnight at the plant
    (case(wanted(0.25, 72.25)), ["granularity", "granularity"]),
    (case(wanted(0, 72.1)), ["granularity"]),
    (case(wanted(0.1, 72, rules={"granularity": timedelta(0)})), []),
    (case(wanted(0, 72, rules={"granularity": 8 * HOUR})), []),
    (case(wanted(1, 73, rules={"granularity": 8 * HOUR})), ["granularity", "granularity"]),
    # lead time, in working days
    (case(wanted(rules={"lead_days": 15})), []),
    (case(wanted(rules={"lead_days": 16})), ["lead_time"]),
    (
        case(
            wanted(rules={"lead_days": 15}),
            calendar=WorkingCalendar(WEEKDAYS, {date(2027, 1, 1): False}),
        ),
        ["lead_time"],
    ),
    (
        case(
            wanted(rules={"lead_days": 16}),
            calendar=WorkingCalendar(WEEKDAYS, {date(2027, 1, 9): True}),
        ),
        [],
    ),
    # horizon, of the end: the last day counts whole
    (case(wanted(rules={"horizon_days": 24})), []),
    (case(wanted(0, 88, rules={"horizon_days": 24})), []),
    (case(wanted(0, 88.5, rules={"horizon_days": 24})), ["horizon"]),
    (case(wanted(rules={"horizon_days": 23})), ["horizon"]),
    # opening hours of the facility and of the area
    (case(wanted(machine={"opening": (Hours(time(0), time(0)), *WEEK)})), []),
    (case(wanted(72, 136, machine={"opening": WEEK})), ["closed"]),  # into Saturday 00:00
    (case(wanted(72, 112, machine={"opening": WEEK})), []),  # to Saturday 00:00
    (case(wanted(1, 9, machine={"opening": NINE_TO_FIVE})), []),
    (case(wanted(0.5, 8, machine={"opening": NINE_TO_FIVE})), ["closed"]),
    (case(wanted(1, 9.5, machine={"opening": NINE_TO_FIVE})), ["closed"]),
    (case(wanted(1, 33, machine={"opening": NINE_TO_FIVE})), ["closed"]),
    (case(wanted(12, 22, machine={"opening": NIGHT})), []),
    (case(wanted(12, 22.5, machine={"opening": NIGHT})), ["closed"]),
    (case(wanted(-7, -3, machine={"opening": NIGHT})), []),  # Monday 01:00, open since Sunday
    (case(wanted(0.5, 9.5, machine={"opening": (*NINE_TO_FIVE, *NINE_TO_FIVE)})), ["closed"]),
    # staffed hours at the start and the end only
    (case(wanted(0, 72, machine={"staffed": Hours(time(8), time(20))})), []),
    (case(wanted(0, 84, machine={"staffed": Hours(time(8), time(20))})), []),
    (case(wanted(-0.5, 72, machine={"staffed": Hours(time(8), time(20))})), ["not_staffed"]),
    (case(wanted(0, 84.5, machine={"staffed": Hours(time(8), time(20))})), ["not_staffed"]),
    (case(wanted(12, 85, machine={"staffed": Hours(time(8), time(20))})), ["not_staffed"] * 2),
    (
        case(wanted(0, 120, machine={"staffed": Hours(time(8), time(20), on_closed_days=False)})),
        ["not_staffed"],
    ),
    # but not the start of what has begun
    (case(wanted(-3, 72, begun=True, machine={"staffed": Hours(time(8), time(20))})), []),
    # containment
    (case(approval=Approval("P", granted=True, containment=1)), []),
    (case(approval=Approval("P", granted=True, containment=2)), ["containment"]),
    # in service
    (case(wanted(machine={"bookable": False})), ["not_bookable"]),
    (case(wanted(machine={"retired_from": date(2027, 1, 14)})), ["not_bookable"]),
    (case(wanted(machine={"retired_from": date(2027, 1, 15)})), []),
    (case(wanted(machine={"out_since": at(-100)})), ["out_of_service"]),
    (case(wanted(machine={"out_since": at(-100), "out_until": at(-8)})), []),
    (case(wanted(machine={"out_since": at(-100), "out_until": at(-7)})), ["out_of_service"]),
    (case(wanted(machine={"out_since": at(80), "out_until": at(90)})), []),
    (case(wanted(machine={"out_since": at(79.5)})), ["out_of_service"]),
    # price
    (case(wanted(has_price=False)), ["no_price"]),
    # project
    (case(approval=Approval("P", granted=False, containment=0)), ["project_not_approved"]),
    (
        case(approval=Approval("P", granted=True, containment=0, since=date(2027, 1, 12))),
        ["project_not_approved"],
    ),
    (
        case(approval=Approval("P", granted=True, containment=0, until=date(2027, 1, 14))),
        ["project_not_approved"],
    ),
    (
        case(
            approval=Approval(
                "P", granted=True, containment=0, since=date(2027, 1, 11), until=date(2027, 1, 15)
            )
        ),
        [],
    ),
    # occupation: all thirteen ways in which two spans can lie
    *(
        (case(others=Others(taken={1: (span(a, b),)})), ["time_taken"] if clash else [])
        for a, b, clash in (
            *((-20, -9, False), (-20, -8, False), (-20, 0, True), (-20, 80, True)),
            *((-20, 90, True), (-8, 0, True), (-8, 80, True), (-8, 90, True), (0, 8, True)),
            *((0, 80, True), (0, 90, True), (80, 90, False), (81, 90, False)),
        )
    ),
    (case(others=Others(taken={2: (span(0, 72),)})), []),
]


@pytest.mark.parametrize(("of", "expected"), TABLE)
def test_each_rule(of: Case, expected: list[str]) -> None:
    assert found(of) == expected


@pytest.mark.parametrize(
    ("of", "instant", "missing"),
    [
        (steamy(mine=(0, 1, 100)), None, ""),
        (steamy(mine=(0, 1, 101)), 0, "1\u00a0kg/h"),
        (steamy((0, 1, 60), mine=(1, 2, 60)), None, ""),
        (steamy((0, 1.5, 60), mine=(1, 2, 60)), 1, "20\u00a0kg/h"),
        (steamy((0, 9, 60), (1, 2, 30), mine=(0, 9, 50)), 0, "40\u00a0kg/h"),
        (steamy((3, 4, 60), (6, 7, 90), mine=(0, 9, 50)), 3, "10\u00a0kg/h"),
        (steamy((20, 21, 500), mine=(0, 1, 50)), None, ""),  # not while I draw
    ],
)
def test_a_shortage_says_when_and_how_much(of: Case, instant: float | None, missing: str) -> None:
    with translation.override("en"):
        said = [problem.detail for problem in policy.problems(of)]
    assert len(said) == (instant is not None)
    if instant is not None:
        assert f"at 2027-01-11 Mon {at(instant):%H:%M}: {missing} more" in said[0]


def test_stages_of_one_booking_draw_together() -> None:
    supplies = {STEAM: Supply("Steam", "kg/h", Decimal(100))}
    one = wanted(draws=steam((0, 2, 60)))
    two = wanted(number=2, machine={"pk": 2}, draws=steam((1, 2, 60)))
    assert found(case(one, two, others=Others(supplies=supplies))) == ["utility_short"] * 2


def test_who_may_set_a_rule_aside() -> None:
    everything = case(
        wanted(0.1, 2.1, number=1, rules={"lead_days": 90, "horizon_days": 1}),
        approval=Approval("P", granted=False, containment=3),
        others=Others(taken={1: (span(0, 1),)}),
    )
    by = {problem.code: problem.overridable_by for problem in policy.problems(everything)}
    assert by == {
        "project_not_approved": None,
        "too_short": "manager",
        "granularity": "manager",
        "lead_time": "manager",
        "horizon": "manager",
        "containment": None,
        "time_taken": None,
    }


@pytest.mark.parametrize("rule", policy.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_what_it_is_for(rule: Any) -> None:
    assert rule.__doc__


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (Hours(time(8), time(20)), "from 08:00 to 20:00"),
        (Hours(time(8), time(0)), "from 08:00 to 24:00"),
        (Hours(time(8), time(20), on_closed_days=False), "from 08:00 to 20:00 on working days"),
    ],
)
def test_hours_are_written(hours: Hours, written: str) -> None:
    with translation.override("en"):
        assert rules._written(hours) == written
