"""Gathers what stands beside a request on its machines, for what cleaning lies between."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bookings.models import Occupation
from bookings.policy.case import Neighbour, Work
from pilotbase.core.timespan import Span


def idle_since(
    machine: int, start: datetime, now: datetime, ignoring: Iterable[int]
) -> datetime | None:
    """When what stands last before that instant ends; None when nothing ever stood there."""
    rows = Occupation.objects.standing(now).filter(machine=machine, start__lt=start)
    rows = rows.exclude(stage__in=list(ignoring)).order_by("-start")
    return rows.values_list("end", flat=True).first()


def beside(
    wanted: Iterable[tuple[int, Span]], now: datetime, ignoring: Iterable[int], *, far: bool
) -> dict[int, tuple[Neighbour, ...]]:
    """By machine what is last before each span and first after it; ``far``: all that comes, too.
    Two queries for each."""
    found: dict[int, tuple[Neighbour, ...]] = {}
    for pk, span in wanted:
        near = _beside(pk, span, now, list(ignoring), far=far)
        found[pk] = (*found.get(pk, ()), *near)
    return found


def _beside(
    machine: int, span: Span, now: datetime, ignoring: list[int], *, far: bool
) -> tuple[Neighbour, ...]:
    rows = Occupation.objects.standing(now).filter(machine=machine).exclude(stage__in=ignoring)
    before = rows.filter(start__lt=span.start).order_by("-start").values_list(*_COLUMNS)[:1]
    after = rows.filter(start__gte=span.start).order_by("start").values_list(*_COLUMNS)
    found = [*before, *(after if far else after[:1])]
    return tuple(
        Neighbour(start, end, Work(*work) if work[0] is not None else None)
        for start, end, *work in found
    )


_COLUMNS: Final = (
    *("start", "end"),
    *(f"stage__booking__project__{name}" for name in ("organism", "gmo", "containment", "solvent")),
)
