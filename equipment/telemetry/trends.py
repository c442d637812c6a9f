"""Read what machines measured: a trend over a span, or everything at one instant.

A trend is drawn from at most so many buckets, each with its lowest, highest and mean, so that no
peak is lost. Where a tag said nothing for longer than three of its periods the trend has a hole:
one point without values. Bad readings are holes too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from math import ceil
from typing import Any, NamedTuple

from django.db.models import Count, DateTimeField, F, Func, IntegerField, Max, Min, Sum, Value
from django.db.models.functions import Cast

from equipment.choices import Quality
from equipment.models import Equipment, Reading, ReadingRollup, Tag

MINUTE = timedelta(minutes=1)
FRESH = timedelta(seconds=60)  # a snapshot takes no older value
SILENT = 3  # periods


@dataclass
class Trend:
    """Parallel lists, oldest first; all three values are None where there is a hole."""

    tag: Tag
    simulated: bool = False
    times: list[datetime] = field(default_factory=list)
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)
    mean: list[float | None] = field(default_factory=list)

    def add(self, at: datetime, low: float | None, high: float | None, mean: float | None) -> None:
        self.times.append(at)
        self.low.append(low)
        self.high.append(high)
        self.mean.append(mean)


class Tail(NamedTuple):
    """Trends from ``since`` on: they take the place of what is drawn from there on."""

    since: datetime
    trends: list[Trend]


class _Bucket(NamedTuple):
    tag_id: int
    number: int
    low: float
    high: float
    total: float
    readings: int
    first: datetime
    last: datetime
    simulated: int


class _Number(Func):
    """Which bucket a time falls into: each is so many seconds wide, counted from a start."""

    output_field = IntegerField()

    def __init__(self, at: str, start: datetime, width: float) -> None:
        super().__init__(F(at), Value(start, output_field=DateTimeField()), Value(width))

    def as_postgresql(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        return self._from(compiler, "floor(extract(epoch FROM ({} - {})) / {})::integer")

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        return self._from(
            compiler, "CAST(round((julianday({}) - julianday({})) * 86400.0, 3) / {} AS integer)"
        )

    def _from(self, compiler: Any, template: str) -> tuple[str, list[Any]]:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        return template.format(*(sql for sql, _ in parts)), [p for _, ps in parts for p in ps]


def trend(
    equipment: Equipment, tags: Sequence[str], start: datetime, end: datetime, points: int
) -> list[Trend]:
    """The named tags (all, when none is named) over ``[start, end)``, in the machine's order.

    Buckets of a minute or more are made from the minutes' roll-ups, shorter ones from readings.
    """
    shown = [tag for tag in equipment.tags.all() if not tags or tag.code in tags]
    return _drawn(shown, (start, end), (end - start) / points)


def tail(
    equipment: Equipment, start: datetime, since: datetime, end: datetime, width: timedelta
) -> Tail:
    """All tags from ``since`` to ``end``, for curves that are drawn up to there in such buckets.

    The bucket that holds ``since`` is read again whole. What was measured before it, but not
    before ``start``, only tells whether the tag had been silent: then a hole comes first. One
    comes first also where nothing was measured shortly before.
    """
    tags = list(equipment.tags.all())
    seconds = width.total_seconds()
    shown = datetime.fromtimestamp(since.timestamp() // seconds * seconds, UTC)
    longest = max((_patience(tag, MINUTE) for tag in tags), default=MINUTE)
    lead = ceil(longest / width) + 1
    first = shown - lead * width
    if first < start:
        first, shown, lead = start, start, 0
    return Tail(shown, _drawn(tags, (first, end), width, lead))


def _drawn(
    tags: Sequence[Tag],
    span: tuple[datetime, datetime],
    width: timedelta,
    lead: int | None = None,
) -> list[Trend]:
    """``lead`` buckets are read and not drawn: something else is drawn up to them."""
    trends = {tag.pk: Trend(tag) for tag in tags}
    read = _from_rollups if width >= MINUTE else _from_readings
    buckets: dict[int, list[_Bucket]] = {pk: [] for pk in trends}
    for bucket in read(list(trends), *span, width):
        buckets[bucket.tag_id].append(bucket)
    for pk, drawn in trends.items():
        _draw(drawn, buckets[pk], MINUTE if width >= MINUTE else timedelta(0), lead)
    return list(trends.values())


def snapshot(equipment_id: int, at: datetime) -> dict[str, dict[str, str]]:
    """By tag code, the newest value at that instant: as text at the tag's resolution.

    Absent when it is older than 60 s; a bad one is there and says so.
    """
    rows = (
        Reading.objects.filter(tag__equipment=equipment_id, at__gt=at - FRESH, at__lte=at)
        .select_related("tag")
        .order_by("tag__position", "tag", "at")
    )
    return {row.tag.code: _told(row) for row in rows}


def at_resolution(value: float, decimals: int) -> Decimal:
    """A reading as a number that may be written down: half to even (GB/T 8170)."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def _told(row: Reading) -> dict[str, str]:
    return {
        "value": format(at_resolution(row.value, row.tag.decimals), "f"),
        "unit": row.tag.unit,
        "at": row.at.isoformat(),
        "quality": row.quality,
        "simulated": "true" if row.simulated else "false",
    }


def _from_readings(
    tags: list[int], start: datetime, end: datetime, width: timedelta
) -> Iterator[_Bucket]:
    rows = (
        Reading.objects.filter(tag__in=tags, at__gte=start, at__lt=end)
        .exclude(quality=Quality.BAD)
        .values("tag_id", number=_Number("at", start, width.total_seconds()))
        .annotate(
            low=Min("value"),
            high=Max("value"),
            total=Sum("value"),
            n=Count("value"),
            first=Min("at"),
            last=Max("at"),
            made_up=Max(Cast("simulated", IntegerField())),
        )
        .order_by("tag_id", "number")
    )
    names = ("low", "high", "total", "n", "first", "last", "made_up")
    yield from (_Bucket(*row) for row in rows.values_list("tag_id", "number", *names).iterator())


def _from_rollups(
    tags: list[int], start: datetime, end: datetime, width: timedelta
) -> Iterator[_Bucket]:
    rows = (
        ReadingRollup.objects.filter(tag__in=tags, minute__gte=start, minute__lt=end)
        .values("tag_id", number=_Number("minute", start, width.total_seconds()))
        .annotate(
            low=Min("lowest"),
            high=Max("highest"),
            sum=Sum("total"),
            n=Sum("count"),
            first=Min("minute"),
            last=Max("minute"),
            made_up=Max(Cast("simulated", IntegerField())),
        )
        .order_by("tag_id", "number")
    )
    names = ("low", "high", "sum", "n", "first", "last", "made_up")
    yield from (_Bucket(*row) for row in rows.values_list("tag_id", "number", *names).iterator())


def _patience(tag: Tag, grain: timedelta) -> timedelta:
    """After how much silence there is a hole."""
    return max(SILENT * timedelta(seconds=tag.period), grain)


def _draw(drawn: Trend, buckets: list[_Bucket], grain: timedelta, lead: int | None) -> None:
    """``grain`` is how long after its time a bucket's last reading may have come."""
    patience = _patience(drawn.tag, grain)
    for before, bucket in zip([None, *buckets], buckets, strict=False):
        if lead is not None and bucket.number < lead:
            continue
        if before and bucket.first - (before.last + grain) > patience:
            hole = before.last + grain + (bucket.first - before.last - grain) / 2
            drawn.add(hole, None, None, None)
        elif lead is not None and before is None:
            drawn.add(bucket.first, None, None, None)
        middle = bucket.first + (bucket.last + grain - bucket.first) / 2
        drawn.add(middle, bucket.low, bucket.high, bucket.total / bucket.readings)
        drawn.simulated = drawn.simulated or bool(bucket.simulated)
