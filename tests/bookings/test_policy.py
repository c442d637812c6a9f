"""Each rule of booking alone, by tables; all of them together, by properties."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bookings import policy
from bookings.policy import rules
from bookings.policy.case import (
    Approval,
    Case,
    Draw,
    Hours,
    Machine,
    Others,
    Rules,
    Supply,
    Wanted,
)
from bookings.policy.opening import closed_from, next_opening
from bookings.policy.soonest import soonest
from bookings.policy.utilities import Demand, draws_of, peak
from equipment.choices import UtilityPhase
from pilotbase.accounts.calendar import WorkingCalendar
from pilotbase.core.timespan import Span
from tests.bookings.asking import MONDAY, NOW, PLANT, at

HOUR = timedelta(hours=1)
WEEKDAYS = frozenset({1, 2, 3, 4, 5})
RULES = Rules(
    shortest=4 * HOUR, longest=14 * 24 * HOUR, granularity=HOUR / 2, lead_days=0, horizon_days=183
)
VESSEL = Machine(pk=1, tag="BR300-1", bookable=True, max_containment=1, rules=RULES)
STEAM = 7


def span(start: float, end: float) -> Span:
    return Span.model_construct(start=at(start), end=at(end))


def wanted(start: float = 0, end: float = 72, *, number: int = 1, **more: Any) -> Wanted:
    machine = replace(VESSEL, **more.pop("machine", {}))
    machine = replace(machine, rules=replace(machine.rules, **more.pop("rules", {})))
    widened = (start - more.pop("before", 8), end + more.pop("after", 8))
    return Wanted(
        number=number,
        field=f"stages.{number - 1}",
        machine=machine,
        run=span(start, end),
        occupied=span(*widened),
        **more,
    )


def case(*stages: Wanted, **more: Any) -> Case:
    facts: dict[str, Any] = {
        "now": NOW,
        "asked_at": NOW,
        "zone": PLANT,
        "calendar": WorkingCalendar(WEEKDAYS),
        "approval": Approval("P-0004", granted=True, containment=0),
        "stages": stages or (wanted(),),
    }
    return Case(**facts | more)


def found(of: Case) -> list[str]:
    return [problem.code for problem in policy.problems(of)]


def test_nothing_stands_in_the_way_of_what_is_in_order() -> None:
    assert policy.problems(case()) == []


NINE_TO_FIVE = (Hours(time(9), time(17)),)
NIGHT = (Hours(time(20), time(6)),)
WEEK = (Hours(time(0), time(0), on_closed_days=False),)
SOME = st.integers(-400, 400)

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


def steam(*draws: tuple[float, float, int]) -> tuple[Draw, ...]:
    return tuple(Draw(STEAM, at(a), at(b), Decimal(w)) for a, b, w in draws)


def steamy(*others: tuple[float, float, int], mine: tuple[float, float, int], **more: Any) -> Case:
    supplies = {STEAM: Supply("Steam", "kg/h", Decimal(100))}
    standing = Others(drawn={STEAM: steam(*others)}, supplies=supplies)
    return case(wanted(draws=steam(mine)), others=standing, **more)


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


# -- opening ------------------------------------------------------------------------------------

CALENDAR = WorkingCalendar(WEEKDAYS, {date(2027, 1, 13): False, date(2027, 1, 16): True})
times = st.sampled_from([time(0), time(6), time(9), time(17), time(23, 30)])
some_hours = st.builds(Hours, times, times, st.booleans())


def open_minute_by_minute(hours: Hours, instant: datetime) -> bool:
    """The naive way: of today's window and yesterday's."""
    local = instant.astimezone(PLANT)
    for days in (0, 1):
        day = local.date() - timedelta(days=days)
        if not hours.on_closed_days and not CALENDAR.works(day):
            continue
        opens = datetime.combine(day, hours.opens, PLANT)
        closes = datetime.combine(day, hours.closes, PLANT)
        if hours.closes <= hours.opens:
            closes += timedelta(days=1)
        if opens <= local < closes:
            return True
    return False


@given(some_hours, st.integers(-100, 200), st.integers(1, 150))
def test_closed_is_closed_minute_by_minute(hours: Hours, start: int, length: int) -> None:
    half = HOUR / 2
    naive = [n for n in range(length) if not open_minute_by_minute(hours, at(start) + n * half)]
    shut = closed_from(hours, CALENDAR, PLANT, (at(start), at(start) + length * half))
    assert shut == (at(start) + naive[0] * half if naive else None)


def test_what_never_opens_never_opens() -> None:
    never = WorkingCalendar(frozenset())
    closed = Hours(time(8), time(9), on_closed_days=False)
    assert next_opening(closed, never, PLANT, MONDAY) is None
    assert closed_from(closed, never, PLANT, (MONDAY, MONDAY + HOUR)) == MONDAY


def test_a_hundred_years_are_not_walked_through() -> None:
    century = (MONDAY, MONDAY + timedelta(days=36_500))
    assert closed_from(Hours(time(0), time(0), on_closed_days=False), CALENDAR, PLANT, century)
    assert closed_from(Hours(time(8), time(8)), CALENDAR, PLANT, century) is None


# -- draws --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "offset", "length", "expected"),
    [
        (UtilityPhase.PREPARATION, 0, 1, (-8, -7)),
        (UtilityPhase.PREPARATION, 6, 9, (-2, 0)),  # cut to its phase
        (UtilityPhase.RUN, 0, None, (0, 72)),
        (UtilityPhase.RUN, 10, None, (10, 72)),
        (UtilityPhase.TURNAROUND, 2, 3, (74, 77)),
        (UtilityPhase.TURNAROUND, 9, 3, None),  # begins when the phase is over
    ],
)
def test_draws_stand_in_their_phase(
    phase: UtilityPhase, offset: int, length: int | None, expected: tuple[float, float] | None
) -> None:
    demand = Demand(
        STEAM, phase, offset * HOUR, None if length is None else length * HOUR, Decimal(5)
    )
    drawn = draws_of([demand], span(0, 72), span(-8, 80))
    assert drawn == (steam((*expected, 5)) if expected else ())


some_draws = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(1, 7)), max_size=8
)


@given(some_draws)
def test_the_peak_is_the_highest_sum_of_any_hour(draws: list[tuple[int, int, int]]) -> None:
    rows = [(at(a), at(a + n), Decimal(w)) for a, n, w in draws]
    hourly = [sum(w for a, n, w in draws if a <= h < a + n) for h in range(30)]
    assert peak(rows) == max(hourly, default=0)


@given(some_draws, st.integers(1, 30), st.tuples(st.integers(0, 20), st.integers(1, 5)))
def test_a_shortage_is_found_where_an_hour_is_over(
    draws: list[tuple[int, int, int]], capacity: int, mine: tuple[int, int]
) -> None:
    own = steam((mine[0], mine[0] + mine[1], 3))
    others = Others(
        drawn={STEAM: steam(*((a, a + n, w) for a, n, w in draws))},
        supplies={STEAM: Supply("Steam", "kg/h", Decimal(capacity))},
    )
    hours = range(mine[0], mine[0] + mine[1])
    over = [h for h in hours if 3 + sum(w for a, n, w in draws if a <= h < a + n) > capacity]
    assert ("utility_short" in found(case(wanted(draws=own), others=others))) == bool(over)


# -- the next free time -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "start"),
    [
        (case(), 0),
        (case(others=Others(taken={1: (span(0, 100),)})), 108),
        (case(others=Others(taken={1: (span(0, 100), span(150, 200), span(300, 400))})), 208),
        (case(others=Others(taken={1: (span(0, 99.75),)})), 108),  # on the next step
        (case(now=at(1), asked_at=at(1)), 9),
        (case(wanted(rules={"lead_days": 16})), 16),
        (case(wanted(machine={"out_since": at(3), "out_until": at(50)})), 58),
        (case(wanted(machine={"out_since": at(300), "out_until": at(350)})), 0),
        (case(wanted(machine={"out_since": at(3)})), None),
        (case(wanted(0, 8, machine={"opening": NINE_TO_FIVE})), 1),
        (case(wanted(0, 9, machine={"opening": NINE_TO_FIVE})), None),  # longer than it opens
        (case(wanted(100, 160, machine={"opening": WEEK})), 160),
        (case(wanted(-1, 71, machine={"staffed": Hours(time(8), time(20))})), 0),
        (case(wanted(2, 86, machine={"staffed": Hours(time(8), time(20))})), 24),
        (case(wanted(2, 87, machine={"staffed": Hours(time(8), time(20))})), 11),
        (case(wanted(2, 10, machine={"staffed": Hours(time(8), time(9))})), None),
        (case(wanted(rules={"granularity": timedelta(0)})), 0),
        (case(approval=Approval("P", granted=True, containment=0, since=date(2027, 1, 12))), 16),
        (
            case(
                others=Others(taken={1: (span(0, 100),)}),
                approval=Approval("P", granted=True, containment=0, until=date(2027, 1, 16)),
            ),
            None,
        ),
        (
            case(wanted(rules={"horizon_days": 25}), others=Others(taken={1: (span(0, 100),)})),
            None,
        ),
        (
            case(
                wanted(machine={"retired_from": date(2027, 1, 16)}),
                others=Others(taken={1: (span(0, 100),)}),
            ),
            None,
        ),
        (steamy((0, 5, 60), mine=(0, 1, 60)), 5),
        (steamy((0, 5, 60), (4, 9, 60), mine=(0, 1, 60)), 9),
        (steamy(mine=(0, 1, 101)), None),
        (
            case(
                wanted(),
                wanted(72, 80, number=2, machine={"pk": 2}, before=0, after=0),
                others=Others(taken={2: (span(70, 90),)}),
            ),
            18,
        ),
        (case(wanted(0, 1), approval=Approval("P", granted=False, containment=3)), 0),
    ],
)
def test_the_next_free_time(of: Case, start: float | None) -> None:
    free = soonest(of)
    assert (free and free.start) == (None if start is None else at(start))
    assert free is None or free.length == of.stages[0].run.length


def test_the_search_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    of = steamy((0, 5, 60), (4, 9, 60), mine=(0, 1, 60))
    assert soonest(of) is not None
    monkeypatch.setattr("bookings.policy.soonest.STEPS", 1)
    assert soonest(of) is None


MOVABLE = {"time_taken", "in_the_past", "utility_short", "out_of_service", "closed", "lead_time"}
busy = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8)


@given(busy, some_draws, some_hours, st.integers(1, 20))
def test_it_is_the_first_that_passes(
    taken: list[tuple[int, int]],
    draws: list[tuple[int, int, int]],
    hours: Hours,
    length: int,
) -> None:
    standing = Others(
        taken={1: tuple(span(a, a + n) for a, n in sorted(taken))},
        drawn={STEAM: steam(*((a, a + n, w) for a, n, w in draws))},
        supplies={STEAM: Supply("Steam", "kg/h", Decimal(9))},
    )

    def starting(start: float) -> Case:
        stage = wanted(
            start,
            start + length,
            before=2,
            after=1,
            machine={"opening": (hours,)},
            draws=steam((start - 2, start - 1, 3)),
        )
        return case(stage, others=standing)

    def fits(start: float) -> bool:
        return not MOVABLE & set(found(starting(start)))

    free = soonest(starting(0))
    first = next((n / 2 for n in range(2 * 24 * 9) if fits(n / 2)), None)
    if first is not None:
        assert free is not None
        assert free.start == at(first)
    else:
        assert free is None or free.start >= at(24 * 9)
