"""Times, durations, numbers and money as people read them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from pilotbase.web import text

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 6, 32, 7, tzinfo=UTC)


def plain(written: str) -> str:
    return written.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=47), "47 s"),
        (timedelta(minutes=18, seconds=59), "18 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=5), "3 h 05"),
        (timedelta(hours=23, minutes=59), "23 h 59"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(days=1, hours=23, minutes=45), "2 d"),
        (-timedelta(minutes=18), "18 min"),
    ],
)
def test_a_duration_has_two_steps_at_most(span: timedelta, said: str) -> None:
    assert plain(text.duration(span)) == said


def test_process_time_is_never_written_in_days() -> None:
    assert plain(text.hours_run(timedelta(hours=31, minutes=20))) == "31 h 20"


def test_an_instant_is_written_in_the_plants_zone_and_language() -> None:
    with override("en"):
        assert text.instant(NOW, SHANGHAI, NOW) == "11-25 Wed 14:32"
    with override("zh-hans"):
        assert text.instant(NOW, SHANGHAI, NOW) == "11-25 周三 14:32"


def test_another_year_is_named() -> None:
    with override("en"):
        assert text.day(NOW - timedelta(days=365), SHANGHAI, NOW) == "2025-11-25 Tue"


def test_new_year_comes_with_the_plants_midnight() -> None:
    eve = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # 01:00 on the first of January in Shanghai
    with override("en"):
        assert text.day(eve, SHANGHAI, eve) == "01-01 Fri"


def test_the_title_says_the_very_second() -> None:
    assert text.exact(NOW, SHANGHAI) == "2026-11-25 14:32:07 CST (06:32:07 UTC)"


@pytest.mark.parametrize(
    ("away", "english", "chinese"),
    [
        (timedelta(seconds=2), "now", "现在"),
        (timedelta(hours=3), "in 3 h", "3 h 后"),
        (-timedelta(minutes=18), "18 min ago", "18 min 前"),
    ],
)
def test_a_relative_time(away: timedelta, english: str, chinese: str) -> None:
    with override("en"):
        assert plain(text.relative(NOW + away, NOW)) == english
    with override("zh-hans"):
        assert plain(text.relative(NOW + away, NOW)) == chinese


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (None, 1, "—"),
        ("", None, "—"),
        (float("nan"), 1, "—"),
        (1234567.5, 1, "1,234,567.5"),
        (Decimal("7.025"), 2, "7.02"),
        (Decimal("0.10"), None, "0.10"),
        (-3, 0, "−3"),
        (37, 1, "37.0"),
    ],
)
def test_a_number(value: object, decimals: int | None, said: str) -> None:
    assert text.number(value, decimals) == said


def test_a_unit_is_bound_to_its_number() -> None:
    assert text.number(37, 1, "°C") == "37.0\u00a0°C"
    assert text.percent(Decimal("0.714"), 1) == "71.4\u00a0%"
    assert text.percent(None) == "—"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("15200.00", "¥15,200"),
        (Decimal("4560.5"), "¥4,560.50"),
        ("-4560", "−¥4,560"),
        (0, "¥0"),
        (None, "—"),
    ],
)
def test_money_shows_fen_only_where_there_are_any(amount: object, said: str) -> None:
    assert text.money(amount) == said
