"""The hours of the week: sums to the microsecond, whichever way they are made, and as squares."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.utilization.claims import ZERO, Stretch, clipped
from bookings.utilization.heat import (
    DAYS,
    HOUR,
    HOURS,
    Cell,
    Place,
    Quiet,
    clock_hours,
    heat,
    quietest,
)
from bookings.utilization.measures import Part, Piece
from equipment.choices import E10, MachineState
from pilotbase.core.instants import number

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 6, 29, tzinfo=SHANGHAI)
WEEKS = Stretch(number(MONDAY), number(MONDAY + timedelta(days=14)))
_E10 = {Part.RUN: E10.PRD, Part.IDLE: E10.SBY, Part.CLOSED: E10.NST, Part.PRE: E10.SBY}


def piece(start: float, end: float, part: Part) -> Piece:
    first, last = MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end)
    return Piece(number(first), number(last), MachineState.IDLE, _E10[part], part)


@pytest.mark.parametrize(
    ("of", "place", "used", "available"),
    [
        (piece(8, 9, Part.RUN), (0, 8), 1, 1),
        (piece(8.25, 8.75, Part.RUN), (0, 8), 0.5, 0.5),
        (piece(7.5, 9.5, Part.RUN), (0, 7), 0.5, 0.5),
        (piece(7.5, 9.5, Part.RUN), (0, 8), 1, 1),
        (piece(7.5, 9.5, Part.RUN), (0, 9), 0.5, 0.5),
        (piece(7.5, 9.5, Part.RUN), (0, 10), 0, 0),
        (piece(8, 9, Part.PRE), (0, 8), 1, 1),
        (piece(8, 9, Part.IDLE), (0, 8), 0, 1),
        (piece(8, 9, Part.CLOSED), (0, 8), 0, 0),
        (piece(0, 14 * 24, Part.RUN), (6, 23), 2, 2),
        (piece(24 * 7 + 5, 24 * 7 + 6, Part.RUN), (0, 5), 1, 1),
    ],
)
def test_an_hour_of_a_day(of: Piece, place: Place, used: float, available: float) -> None:
    assert heat([[of]], WEEKS, SHANGHAI)[place] == Cell(used * HOUR, available * HOUR)


def test_a_window_that_is_empty_has_no_time() -> None:
    found = heat([], Stretch(number(MONDAY), number(MONDAY)), SHANGHAI)
    assert len(found) == len(DAYS) * len(HOURS)
    assert set(found.values()) == {Cell()}
    assert found[0, 0].share is None


def test_the_clock_goes_back_and_each_hour_is_counted() -> None:
    """On 2026-10-25 Berlin has two hours that begin at 02:00, and on 2026-03-29 none."""
    for month, day, times in ((10, 25, 2), (3, 29, 0)):
        start = datetime(2026, month, day, tzinfo=BERLIN).astimezone(UTC)
        end = datetime(2026, month, day + 1, tzinfo=BERLIN).astimezone(UTC)
        hours = list(clock_hours(Stretch(number(start), number(end)), BERLIN))
        assert sum(place == (6, 2) for _hour, place in hours) == times
        assert [place for _hour, place in hours] == sorted(place for _hour, place in hours)


def test_hours_begin_where_the_clock_says() -> None:
    start = datetime(2026, 7, 1, 4, 20, 30, tzinfo=UTC)
    hours = list(
        clock_hours(Stretch(number(start), number(start + HOUR)), ZoneInfo("Asia/Kolkata"))
    )
    assert [place for _hour, place in hours] == [(2, 9), (2, 10)]
    assert hours[0][0].start == number(datetime(2026, 7, 1, 3, 30, tzinfo=UTC))


minutes = st.integers(0, 14 * 24 * 60)


@given(st.lists(st.tuples(minutes, minutes, st.sampled_from(list(_E10))), max_size=6))
def test_it_is_what_each_hour_holds(spans: list[tuple[int, int, Part]]) -> None:
    """Against the long way: every piece cut to every hour."""
    pieces = [piece(min(a, b) / 60, max(a, b) / 60, part) for a, b, part in spans if a != b]
    long_way: dict[Place, Cell] = defaultdict(Cell)
    for hour, place in clock_hours(WEEKS, SHANGHAI):
        for one in pieces:
            if one.part != Part.CLOSED and (cut := clipped(Stretch(one.start, one.end), hour)):
                length = timedelta(microseconds=cut.end - cut.start)
                used = ZERO if one.part == Part.IDLE else length
                long_way[place] = long_way[place].plus(Cell(used, length))
    found = heat([[one] for one in pieces], WEEKS, SHANGHAI)
    assert {place: cell for place, cell in found.items() if cell != Cell()} == long_way


@given(
    st.lists(minutes, unique=True, max_size=12).map(sorted), st.lists(st.sampled_from(list(_E10)))
)
def test_what_touches_counts_as_each_by_itself(ends: list[int], parts: list[Part]) -> None:
    spans = zip(ends, ends[1:], parts, strict=False)
    pieces = [piece(start / 60, end / 60, part) for start, end, part in spans]
    by_themselves = heat([[one] for one in pieces], WEEKS, SHANGHAI)
    assert heat([pieces], WEEKS, SHANGHAI) == by_themselves


def week(**used: float) -> dict[Place, Cell]:
    """By part of the week the share that was used; what is not named had no time."""

    def name(day: int, hour: int) -> str:
        return ("end" if day > 4 else "week") + ("_day" if 8 <= hour < 20 else "_night")

    shares = {(day, hour): used.get(name(day, hour)) for day in DAYS for hour in HOURS}
    return {
        place: Cell() if share is None else Cell(share * HOUR, HOUR)
        for place, share in shares.items()
    }


@pytest.mark.parametrize(
    ("cells", "quiet"),
    [
        (week(), None),
        (
            week(week_day=0.5, week_night=0.25, end_day=0.75, end_night=1),
            Quiet(weekend=False, daytime=False, share=Decimal("0.25")),
        ),
        (
            week(week_day=0.5, end_day=0.25),
            Quiet(weekend=True, daytime=True, share=Decimal("0.25")),
        ),
        (week(week_day=0), Quiet(weekend=False, daytime=True, share=Decimal(0))),
    ],
)
def test_where_the_least_was_used(cells: dict[Place, Cell], quiet: Quiet | None) -> None:
    assert quietest(cells) == quiet
