"""Nothing lapses because the plant was off: it knows when it was at work."""

from datetime import UTC, datetime, timedelta

import pytest

from pilotbase.core import clock
from pilotbase.core.jobs import REGISTRY
from pilotbase.records.models import Uptime
from pilotbase.records.uptime import beat, up_spans

pytestmark = pytest.mark.django_db
START = datetime(2026, 7, 1, 8, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def up_within(start: datetime, end: datetime) -> timedelta:
    return sum((last - first for first, last in up_spans(start, end)), timedelta(0))


def beats(*after: int) -> None:
    for count in after:
        with clock.at(START + minutes(count)):
            beat()


def test_it_beats_by_itself() -> None:
    assert REGISTRY["records.uptime"].run is beat


def test_steady_beats_are_one_span() -> None:
    beats(0, 1, 2, 7, 12)
    assert Uptime.objects.count() == 1
    assert up_within(START, START + minutes(60)) == minutes(12)
    assert up_within(START + minutes(5), START + minutes(8)) == minutes(3)


def test_a_pause_does_not_count() -> None:
    beats(0, 5, 30, 35)
    assert up_within(START - minutes(10), START + minutes(60)) == minutes(10)
    assert up_within(START + minutes(10), START + minutes(20)) == minutes(0)


def test_a_beat_that_comes_twice_changes_nothing() -> None:
    beats(0, 3, 3, 0)
    assert up_within(START, START + minutes(60)) == minutes(3)
