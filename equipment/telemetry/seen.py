"""Trends as far as the one who asks may see them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from equipment.models import Equipment
from equipment.schemas.machine import Point, TrendOut, TrendsOut, TrendWanted
from equipment.telemetry.trends import Trend, trend
from equipment.watching import watched
from pilotbase.accounts.actor import Actor
from pilotbase.core.errors import Invalid, NotAllowed


def trends_for(actor: Actor, machine: Equipment, wanted: TrendWanted) -> TrendsOut:
    """The wanted trends, cut to the spans that the actor may watch.

    Raises NotAllowed when there is none, Invalid for a tag that the machine has not.
    """
    spans = watched(actor, machine, wanted.start, wanted.end)
    if not spans:
        raise NotAllowed(_("What this machine measures is told to the tenant of its run only."))
    unknown = set(wanted.codes) - {tag.code for tag in machine.tags.all()}
    if unknown:
        raise Invalid(
            _("%(machine)s has no tag %(tag)s.")
            % {"machine": machine.tag, "tag": min(unknown)[:40]},
            field="tags",
        )
    parts = [
        trend(machine, wanted.codes, start, end, _share(wanted, start, end)) for start, end in spans
    ]
    return TrendsOut(
        equipment=machine.tag, trends=[_joined(drawn) for drawn in zip(*parts, strict=True)]
    )


def _share(wanted: TrendWanted, start: datetime, end: datetime) -> int:
    return max(2, round(wanted.points * ((end - start) / (wanted.end - wanted.start))))


def _joined(parts: tuple[Trend, ...]) -> TrendOut:
    first = parts[0]
    return TrendOut(
        tag=first.tag.code,
        unit=first.tag.unit,
        decimals=first.tag.decimals,
        simulated=any(part.simulated for part in parts),
        points=[point for part in parts for point in _points(part, broken=part is not first)],
    )


def _points(part: Trend, *, broken: bool) -> Iterator[Point]:
    """Between two runs lies somebody else's time: never a line."""
    if broken and part.times:
        yield Point(at=part.times[0], min=None, max=None, mean=None)
    for at, low, high, mean in zip(part.times, part.low, part.high, part.mean, strict=True):
        yield Point(at=at, min=low, max=high, mean=mean)
