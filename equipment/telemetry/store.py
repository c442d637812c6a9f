"""Keep readings, and give them back. The only way to their tables.

A reading is known by its tag and instant: what comes twice is kept once, as it came first. Each
minute's lowest, highest, total and count are kept beside, from the readings that are not bad.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from equipment.choices import Quality
from equipment.telemetry.trends import Tail, Trend, snapshot, tail, trend

__all__ = [
    "Counts",
    "NewReading",
    "Tail",
    "Trend",
    "append",
    "instant",
    "snapshot",
    "tail",
    "trend",
]

ROWS = 500  # in one statement: 2,500 parameters, far below either database's limit
T = TypeVar("T")


class NewReading(NamedTuple):
    """``value`` is finite and in the tag's unit; ``at`` is aware."""

    tag_id: int
    at: datetime
    value: float
    quality: Quality = Quality.GOOD
    simulated: bool = False


class Counts(NamedTuple):
    kept: int
    known: int  # these had come before


class _Minute(NamedTuple):
    lowest: float
    highest: float
    total: float
    readings: int
    simulated: bool


def append(readings: Iterable[NewReading]) -> Counts:
    """Store what is new, whole or not at all."""
    given = list(readings)
    with transaction.atomic(), connection.cursor() as cursor:
        fresh = [row for some in _chunks(given) for row in _insert(cursor, some)]
        for minutes in _chunks(list(_by_minute(fresh).items())):
            _roll_up(cursor, minutes)
    return Counts(len(fresh), len(given) - len(fresh))


def _insert(cursor: CursorWrapper, readings: Sequence[NewReading]) -> Iterator[NewReading]:
    adapt = connection.ops.adapt_datetimefield_value
    rows = ",".join(["(%s,%s,%s,%s,%s)"] * len(readings))
    cursor.execute(
        "INSERT INTO equipment_reading (tag_id, at, value, quality, simulated)"  # noqa: S608
        f" VALUES {rows} ON CONFLICT DO NOTHING"
        " RETURNING tag_id, at, value, quality, simulated",
        [v for r in readings for v in (r.tag_id, adapt(r.at), r.value, r.quality, r.simulated)],
    )
    for tag_id, at, value, quality, simulated in cursor.fetchall():
        yield NewReading(tag_id, instant(at), value, Quality(quality), bool(simulated))


def _by_minute(readings: Iterable[NewReading]) -> dict[tuple[int, datetime], _Minute]:
    minutes: dict[tuple[int, datetime], _Minute] = {}
    for tag_id, at, value, quality, simulated in readings:
        if quality == Quality.BAD:
            continue
        key = tag_id, at.replace(second=0, microsecond=0)
        so_far = minutes.get(key)
        minutes[key] = (
            _Minute(
                min(so_far.lowest, value),
                max(so_far.highest, value),
                so_far.total + value,
                so_far.readings + 1,
                so_far.simulated or simulated,
            )
            if so_far
            else _Minute(value, value, value, 1, simulated)
        )
    return minutes


def _roll_up(
    cursor: CursorWrapper, minutes: Sequence[tuple[tuple[int, datetime], _Minute]]
) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    least, most = ("LEAST", "GREATEST") if connection.vendor == "postgresql" else ("MIN", "MAX")
    rows = ",".join(["(%s,%s,%s,%s,%s,%s,%s)"] * len(minutes))
    cursor.execute(
        "INSERT INTO equipment_readingrollup AS held"  # noqa: S608
        ' (tag_id, "minute", lowest, highest, total, "count", simulated)'
        f' VALUES {rows} ON CONFLICT (tag_id, "minute") DO UPDATE SET'
        f" lowest = {least}(held.lowest, excluded.lowest),"
        f" highest = {most}(held.highest, excluded.highest),"
        " total = held.total + excluded.total,"
        ' "count" = held."count" + excluded."count",'
        " simulated = held.simulated OR excluded.simulated",
        [v for (tag_id, minute), held in minutes for v in (tag_id, adapt(minute), *held)],
    )


def instant(raw: str | datetime) -> datetime:
    """A time as a bare cursor gives it: text in UTC on SQLite."""
    return datetime.fromisoformat(raw).replace(tzinfo=UTC) if isinstance(raw, str) else raw


def _chunks(rows: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while some := list(islice(rest, ROWS)):
        yield some
