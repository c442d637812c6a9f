"""What stands already in the way of a request: the times of its machines, and what is drawn."""

from collections.abc import Mapping
from datetime import datetime

from bookings import ledger
from bookings.policy.case import Others, Supply, Wanted
from equipment.models import Utility
from pilotbase.core.timespan import Span


def others_of(
    stages: tuple[Wanted, ...],
    supplies: Mapping[int, Utility],
    now: datetime,
    ignoring: tuple[int, ...],
    *,
    far: bool,
) -> Others:
    """``ignoring``: stages that give way. ``far`` reads all that is to come."""
    draws = [draw for stage in stages for draw in stage.draws]
    if far:
        taken = ledger.ahead({stage.machine.pk for stage in stages}, now, ignoring)
        drawn = ledger.drawn({draw.utility for draw in draws}, (now, None), now, ignoring)
    else:
        taken = _clashes(stages, now, ignoring)
        drawn = _drawn_meanwhile(stages, now, ignoring)
    known = {pk: Supply(row.name, row.unit, row.capacity) for pk, row in supplies.items()}
    return Others(taken, drawn, known)


def _clashes(
    stages: tuple[Wanted, ...], now: datetime, ignoring: tuple[int, ...]
) -> dict[int, tuple[Span, ...]]:
    found: dict[int, tuple[Span, ...]] = {}
    for stage in stages:
        other = ledger.clash(stage.machine.pk, stage.occupied, now, ignoring)
        if other is not None:
            found[stage.machine.pk] = (*found.get(stage.machine.pk, ()), other)
    return found


def _drawn_meanwhile(
    stages: tuple[Wanted, ...], now: datetime, ignoring: tuple[int, ...]
) -> dict[int, tuple[ledger.Draw, ...]]:
    draws = [draw for stage in stages for draw in stage.draws]
    if not draws:
        return {}
    within = (min(draw.start for draw in draws), max(draw.end for draw in draws))
    return ledger.drawn({draw.utility for draw in draws}, within, now, ignoring)
