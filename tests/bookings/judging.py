"""Requests before policy, made of the facts that a test is about."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bookings import policy
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
from pilotbase.accounts.calendar import WorkingCalendar
from pilotbase.core.timespan import Span
from tests.bookings.asking import NOW, PLANT, at

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


NINE_TO_FIVE = (Hours(time(9), time(17)),)
NIGHT = (Hours(time(20), time(6)),)
WEEK = (Hours(time(0), time(0), on_closed_days=False),)
SOME = st.integers(-400, 400)
CALENDAR = WorkingCalendar(WEEKDAYS, {date(2027, 1, 13): False, date(2027, 1, 16): True})
times = st.sampled_from([time(0), time(6), time(9), time(17), time(23, 30)])
some_hours = st.builds(Hours, times, times, st.booleans())
some_draws = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(1, 7)), max_size=8
)


def steam(*draws: tuple[float, float, int]) -> tuple[Draw, ...]:
    return tuple(Draw(STEAM, at(a), at(b), Decimal(w)) for a, b, w in draws)


def steamy(*others: tuple[float, float, int], mine: tuple[float, float, int], **more: Any) -> Case:
    supplies = {STEAM: Supply("Steam", "kg/h", Decimal(100))}
    standing = Others(drawn={STEAM: steam(*others)}, supplies=supplies)
    return case(wanted(draws=steam(mine)), others=standing, **more)
