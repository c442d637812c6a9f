"""When a place is open, and what is drawn when: by tables and by properties."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.policy.case import (
    Hours,
    Others,
    Supply,
)
from bookings.policy.opening import closed_from, next_opening
from bookings.policy.utilities import Demand, draws_of, peak
from equipment.choices import UtilityPhase
from pilotbase.accounts.calendar import WorkingCalendar
from tests.bookings.asking import MONDAY, PLANT, at
from tests.bookings.judging import (
    CALENDAR,
    HOUR,
    STEAM,
    case,
    found,
    some_draws,
    some_hours,
    span,
    steam,
    wanted,
)


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
