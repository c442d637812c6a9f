"""When a series comes round: by day, week and month, in plant time, across the clock change."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bookings.recurrence import meets_itself, occurrences
from bookings.schemas.series import MOST_OCCURRENCES, Repeat
from pilotbase.core.timespan import Span

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def days(first: datetime, hours: float = 24, **repeat: Any) -> list[str]:
    return [f"{run.start:%m-%d}" for run in runs(first, hours, **repeat)]


def runs(first: datetime, hours: float = 24, **repeat: Any) -> list[Span]:
    span = Span(start=first, end=first + timedelta(hours=hours))
    zone = first.tzinfo
    assert zone is not None
    return list(occurrences(span, Repeat.model_validate(repeat), zone))


MON = datetime(2027, 1, 11, 8, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("first", "repeat", "expected"),
    [
        (MON, {"every": "day", "count": 3}, ["01-11", "01-12", "01-13"]),
        (MON, {"every": "day", "interval": 3, "until": "2027-01-17"}, ["01-11", "01-14", "01-17"]),
        (MON, {"every": "week", "count": 3}, ["01-11", "01-18", "01-25"]),
        (MON, {"every": "week", "interval": 2, "count": 2}, ["01-11", "01-25"]),
        (
            MON,
            {"every": "week", "weekdays": [1, 3, 5], "count": 4},
            ["01-11", "01-13", "01-15", "01-18"],
        ),
        (
            MON.replace(day=31),
            {"every": "month_day", "count": 3},
            ["01-31", "03-31", "05-31"],  # a month without a 31st is left out
        ),
        (MON, {"every": "month_weekday", "count": 3}, ["01-11", "02-08", "03-08"]),  # 2nd Monday
        (
            MON.replace(day=29),
            {"every": "month_weekday", "count": 3},
            ["01-29", "02-26", "03-26"],  # the last Friday
        ),
    ],
)
def test_it_comes_round(first: datetime, repeat: dict[str, Any], expected: list[str]) -> None:
    assert days(first, **repeat) == expected


def test_the_time_of_day_stays_over_the_clock_change_and_so_does_the_length() -> None:
    first = datetime(2027, 3, 21, 9, tzinfo=BERLIN)  # the clock goes forward on the 28th
    found = runs(first, 72, every="week", count=3)
    assert [f"{run.start:%m-%d %H:%M %z}" for run in found] == [
        "03-21 09:00 +0100",
        "03-28 09:00 +0200",
        "04-04 09:00 +0200",
    ]
    over = runs(datetime(2027, 3, 27, 9, tzinfo=BERLIN), 72, every="week", count=1)[0]
    elapsed = over.end.timestamp() - over.start.timestamp()
    assert elapsed == timedelta(hours=72).total_seconds()
    assert f"{over.end:%m-%d %H:%M}" == "03-30 10:00"


def test_an_hour_that_the_clock_skips_is_the_one_after() -> None:
    first = datetime(2027, 3, 21, 2, 30, tzinfo=BERLIN)
    found = runs(first, 4, every="week", count=2)
    assert f"{found[1].start:%m-%d %H:%M %z}" == "03-28 03:30 +0200"


def test_it_never_has_more_than_a_series_has() -> None:
    found = runs(MON, every="day", until=date(2030, 1, 1))
    assert len(found) == MOST_OCCURRENCES + 1  # one too many: refused by who books


@pytest.mark.parametrize(
    ("hours", "meets"), [(7 * 24 - 16, False), (7 * 24 - 15, True), (8 * 24, True)]
)
def test_whether_it_meets_itself(hours: float, meets: bool) -> None:
    found = runs(MON, hours, every="week", count=3)
    before = after = timedelta(hours=8)
    assert meets_itself(found, before, after) is meets
