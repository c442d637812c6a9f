"""What a booking draws from what all share, and where that runs short. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from bookings.policy.case import Case, Draw, Wanted
from equipment.choices import UtilityPhase
from pilotbase.core.timespan import Span


@dataclass(frozen=True)
class Demand:
    """What a class draws in a phase: from ``offset`` after the phase's start, for ``length``,
    or to the phase's end when that is None."""

    utility: int
    phase: UtilityPhase
    offset: timedelta
    length: timedelta | None
    amount: Decimal


@dataclass(frozen=True)
class Shortage:
    """From ``at`` on, ``missing`` more than there is would be drawn (the most of that time)."""

    utility: int
    at: datetime
    missing: Decimal


def draws_of(demands: Iterable[Demand], run: Span, occupied: Span) -> tuple[Draw, ...]:
    """The draws of one stage, each cut to its phase; a phase without length draws nothing."""
    phases = {
        UtilityPhase.PREPARATION: (occupied.start, run.start),
        UtilityPhase.RUN: (run.start, run.end),
        UtilityPhase.TURNAROUND: (run.end, occupied.end),
    }
    found = []
    for demand in demands:
        begins, ends = phases[demand.phase]
        start = begins + demand.offset
        end = ends if demand.length is None else min(start + demand.length, ends)
        if start < end:
            found.append(Draw(demand.utility, start, end, demand.amount))
    return tuple(found)


def peak(draws: Iterable[tuple[datetime, datetime, Decimal]]) -> Decimal:
    """The highest sum of amounts at any instant; what ends as another starts does not meet it."""
    steps = sorted(step for a, b, amount in draws for step in ((a, amount), (b, -amount)))
    return max(accumulate(amount for _at, amount in steps), default=Decimal(0))


def shortages(case: Case, stage: Wanted) -> Iterator[Shortage]:
    """Where this stage draws and all together pass a capacity: the first time, per utility."""
    for utility in sorted({draw.utility for draw in stage.draws}):
        mine = [d for d in stage.draws if d.utility == utility]
        rest = [d for s in case.stages if s is not stage for d in s.draws if d.utility == utility]
        others = _meanwhile(mine, [*case.others.drawn.get(utility, ()), *rest])
        short = first_excess(mine, others, case.others.supplies[utility].capacity)
        if short is not None:
            yield Shortage(utility, *short)


def _meanwhile(mine: Sequence[Draw], others: Iterable[Draw]) -> list[Draw]:
    """Those of the others that reach into the time in which I draw."""
    first, last = min(draw.start for draw in mine), max(draw.end for draw in mine)
    return [draw for draw in others if draw.start < last and draw.end > first]


def first_excess(
    mine: Iterable[Draw], others: Iterable[Draw], capacity: Decimal
) -> tuple[datetime, Decimal] | None:
    """When the sum first passes the capacity while I draw, and by how much at most from then on
    until it no longer does."""
    began: datetime | None = None
    worst = Decimal(0)
    for at, own, total in _levels(mine, others):
        if own > 0 and total > capacity:
            began = began or at
            worst = max(worst, total - capacity)
        elif began is not None:
            break
    return (began, worst) if began else None


def _levels(
    mine: Iterable[Draw], others: Iterable[Draw]
) -> Iterator[tuple[datetime, Decimal, Decimal]]:
    """From each instant of a change on: what I draw, and what is drawn in all."""
    changes: dict[datetime, list[Decimal]] = {}
    for draws, both in ((mine, True), (others, False)):
        for draw in draws:
            for at, amount in ((draw.start, draw.amount), (draw.end, -draw.amount)):
                change = changes.setdefault(at, [Decimal(0), Decimal(0)])
                change[0] += amount if both else 0
                change[1] += amount
    own = total = Decimal(0)
    for at in sorted(changes):
        own += changes[at][0]
        total += changes[at][1]
        yield at, own, total
