"""The telemetry store: kept once, rolled up, read back as trends whose gaps stay gaps."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from equipment.choices import Quality
from equipment.models import Reading, ReadingRollup, Tag
from equipment.telemetry import partitions
from equipment.telemetry.store import NewReading, append, snapshot, tail, trend
from equipment.telemetry.trends import at_resolution
from pilotbase.core import clock
from tests.factories import Plant

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def tic(plant: Plant) -> Tag:
    return plant.br300.tags.get(code="TIC")


@pytest.fixture
def ph(plant: Plant) -> Tag:
    return plant.br300.tags.get(code="PH")


def test_what_comes_twice_is_kept_once_as_it_came_first(tic: Tag) -> None:
    first = [NewReading(tic.pk, at(n), 37 + n / 100) for n in range(1200)]
    assert append(first) == (1200, 0)
    again = [NewReading(tic.pk, at(n), 99.0) for n in range(1190, 1210)]
    assert append(again) == (10, 10)
    assert Reading.objects.count() == 1210
    assert Reading.objects.get(tag=tic, at=at(1199)).value == 37 + 1199 / 100


def test_a_batch_may_repeat_itself(tic: Tag) -> None:
    assert append([NewReading(tic.pk, NOON, 1.0), NewReading(tic.pk, NOON, 2.0)]) == (1, 1)


def test_minutes_are_rolled_up_once_and_without_the_bad(tic: Tag) -> None:
    append([NewReading(tic.pk, at(n), float(n)) for n in range(0, 90, 10)])
    append([NewReading(tic.pk, at(30), 77.0), NewReading(tic.pk, at(5), -4.0, simulated=True)])
    append([NewReading(tic.pk, at(6), 9999.0, Quality.BAD)])
    first, second = ReadingRollup.objects.order_by("minute")
    assert (first.lowest, first.highest, first.total, first.count) == (-4.0, 50.0, 146.0, 7)
    assert (second.lowest, second.highest, second.total, second.count) == (60.0, 80.0, 210.0, 3)
    assert (first.simulated, second.simulated) == (True, False)


def test_a_trend_keeps_its_peaks(plant: Plant, tic: Tag) -> None:
    append([NewReading(tic.pk, at(n), 90.0 if n == 41 else 37.0) for n in range(100)])
    (drawn,) = trend(plant.br300, ["TIC"], NOON, at(100), 10)
    assert len(drawn.times) == 10
    assert drawn.high[4] == 90.0
    assert drawn.low == [37.0] * 10
    assert drawn.mean[4] == pytest.approx(42.3)


def test_a_gap_is_not_drawn_as_a_line(plant: Plant, tic: Tag) -> None:
    """The tag's period is 5 s: 15 s of silence are borne, more are a hole."""
    append([NewReading(tic.pk, at(n), 37.0) for n in (0, 5, 10, 25, 30, 46, 51)])
    (drawn,) = trend(plant.br300, ["TIC"], NOON, at(60), 60)
    assert drawn.mean == [37.0] * 5 + [None] + [37.0] * 2
    assert at(30) < drawn.times[5] < at(46)


def test_bad_readings_are_a_hole(plant: Plant, tic: Tag) -> None:
    bad = range(20, 60, 5)
    append(
        [
            NewReading(tic.pk, at(n), 37.0, Quality.BAD if n in bad else Quality.GOOD)
            for n in range(0, 80, 5)
        ]
    )
    (drawn,) = trend(plant.br300, ["TIC"], NOON, at(80), 80)
    assert drawn.mean.count(None) == 1


def test_a_tail_takes_the_place_of_what_is_drawn_from_there_on(plant: Plant, tic: Tag) -> None:
    append([NewReading(tic.pk, at(n), float(n)) for n in range(0, 300, 5)])
    told = tail(plant.br300, NOON, at(201), at(300), timedelta(seconds=10))
    assert told.since == at(200)  # the bucket that holds it is read again whole
    drawn = told.trends[0]
    assert drawn.mean == [202.5 + n for n in range(0, 100, 10)]
    assert min(drawn.times) >= told.since
    again = tail(plant.br300, NOON, at(211), at(300), timedelta(seconds=10))
    assert again.trends[0].times == drawn.times[1:]  # it asks from a fixed grid


def test_a_tail_begins_with_a_hole_where_the_tag_had_been_silent(plant: Plant, tic: Tag) -> None:
    append([NewReading(tic.pk, at(n), 37.0) for n in (0, 100, 184, 202)])
    step = timedelta(seconds=10)
    silent = tail(plant.br300, NOON, at(200), at(300), step).trends[0]
    assert silent.mean == [None, 37.0]
    assert at(184) < silent.times[0] < at(202)
    append([NewReading(tic.pk, at(193), 37.0)])
    assert tail(plant.br300, NOON, at(200), at(300), step).trends[0].mean == [37.0]
    long_ago = tail(plant.br300, NOON, at(100), at(150), step).trends[0]
    assert long_ago.mean == [None, 37.0]


def test_a_tail_reads_nothing_before_its_start(plant: Plant, tic: Tag) -> None:
    """Before the run began the machine was somebody else's."""
    append([NewReading(tic.pk, at(n), 99.0 if n < 200 else 37.0) for n in range(0, 300, 5)])
    for since in (at(190), at(201)):
        told = tail(plant.br300, at(200), since, at(300), timedelta(seconds=10))
        assert told.since == at(200)
        assert told.trends[0].mean == [None, *[37.0] * 10]


def test_a_long_tail_is_drawn_from_the_minutes(plant: Plant, tic: Tag) -> None:
    append([NewReading(tic.pk, at(60 * n + 7), 37.0) for n in range(60)])
    Reading.objects.all().delete()
    told = tail(plant.br300, NOON, at(60 * 51), at(60 * 60), timedelta(minutes=5))
    assert told.since == at(60 * 50)
    assert told.trends[0].mean == [37.0, 37.0]


def test_long_spans_are_drawn_from_the_minutes(plant: Plant, tic: Tag, ph: Tag) -> None:
    minutes = [n for n in range(240) if not 100 <= n < 110]
    append([NewReading(tic.pk, at(60 * n + 7), 37 + n / 10) for n in minutes])
    append([NewReading(ph.pk, at(60 * n), 7.0, simulated=True) for n in minutes])
    Reading.objects.all().delete()
    heat, acid = trend(plant.br300, ["PH", "TIC"], NOON, at(240 * 60), 60)
    assert (heat.tag, acid.tag) == (tic, ph)
    assert (heat.simulated, acid.simulated) == (False, True)
    assert heat.mean.count(None) == acid.mean.count(None) == 1
    assert heat.low[0] == 37.0
    assert heat.high[-1] == pytest.approx(37 + 23.9)


def test_all_tags_and_none(plant: Plant, tic: Tag) -> None:
    append([NewReading(tic.pk, NOON, 37.0)])
    assert [t.tag.code for t in trend(plant.br300, [], NOON, at(60), 10)] == ["TIC", "PH", "DO"]
    assert trend(plant.br300, ["NONE"], NOON, at(60), 10) == []
    assert [t.times for t in trend(plant.br300, ["DO"], NOON, at(60), 10)] == [[]]


def test_a_snapshot_is_what_stood_there_at_that_instant(plant: Plant, tic: Tag, ph: Tag) -> None:
    append([NewReading(tic.pk, at(n), 37.0 + n / 1000) for n in range(0, 60, 5)])
    append([NewReading(ph.pk, at(-61), 7.0), NewReading(tic.pk, at(56), 50.0)])
    assert snapshot(plant.br300.pk, at(53)) == {
        "TIC": {
            "value": "37.05",
            "unit": "degC",
            "at": at(50).isoformat(),
            "quality": "good",
            "simulated": "false",
        }
    }


@given(st.floats(-1e6, 1e6), st.integers(0, 5))
def test_a_reading_as_text_is_within_half_its_resolution(value: float, decimals: int) -> None:
    told = at_resolution(value, decimals)
    assert abs(told - Decimal(repr(value))) <= Decimal(1).scaleb(-decimals) / 2


def test_half_goes_to_even() -> None:
    assert [str(at_resolution(v, 1)) for v in (0.25, 0.35, 7.0)] == ["0.2", "0.4", "7.0"]


def test_months_are_made_before_they_come_and_take_what_waited(tic: Tag) -> None:
    if connection.vendor != "postgresql":
        assert partitions.make_coming_months() == []
        return
    with clock.at(NOON):
        append([NewReading(tic.pk, at(0), 1.0), NewReading(tic.pk, at(86400 * 40), 2.0)])
        made = partitions.make_coming_months(1)
        assert made == ["equipment_reading_y2026m11", "equipment_reading_y2026m12"]
        assert partitions.make_coming_months(1) == []
    assert partitions.partitions() == ["equipment_reading_default", *made]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM equipment_reading_default")
        assert cursor.fetchone() == (1,)
    assert Reading.objects.count() == 2
    assert append([NewReading(tic.pk, at(0), 1.0)]) == (0, 1)


def test_the_table_is_what_each_database_does_best() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT relkind FROM pg_class WHERE relname = 'equipment_reading'")
            assert cursor.fetchone() == ("p",)
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'equipment_reading'")
            assert "WITHOUT ROWID" in cursor.fetchone()[0]
