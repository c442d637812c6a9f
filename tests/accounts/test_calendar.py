"""Working days by weekday, holiday and make-up day."""

from datetime import date

import pytest

from pilotbase.accounts.calendar import WorkingCalendar

# National Day 2026: 1 to 7 October off, Saturday 10 October worked.
CHINA = WorkingCalendar(
    frozenset({1, 2, 3, 4, 5}),
    {date(2026, 10, n): False for n in range(1, 8)} | {date(2026, 10, 10): True},
)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
        (date(2026, 11, 25), 1, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 25), 10, date(2026, 12, 9)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
    ],
)
def test_the_nth_working_day_after(start: date, days: int, end: date) -> None:
    assert CHINA.after(start, days) == end


def test_working_days_between() -> None:
    assert CHINA.between(date(2026, 9, 28), date(2026, 10, 12)) == 3 + 3
