"""How many machines of a place may be in use at once: its people, its floor, its drains. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import ngettext

from bookings.policy.case import Capacity, Case, Draw, Wanted
from bookings.policy.utilities import first_excess
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text

_ONE = Decimal(1)


def crowding(case: Case, stage: Wanted) -> Iterator[Reason]:
    """From the earliest instant on at which there would be too many. Whose they are, and which,
    is not said."""
    for capacity, at in breaches(case, stage):
        sentence = ngettext(
            "%(place)s is full at %(at)s: %(most)s machine at most is in use there at a time.",
            "%(place)s is full at %(at)s: %(most)s machines at most are in use there at a time.",
            capacity.most,
        )
        words = {
            "place": capacity.where,
            "at": text.instant(at, case.zone, case.now),
            "most": capacity.most,
        }
        yield Reason(
            code="place_full",
            detail=sentence % words,
            field=f"{stage.field}.run",
            overridable_by=str(Role.MANAGER),
        )


def breaches(case: Case, stage: Wanted) -> Iterator[tuple[Capacity, datetime]]:
    """Each capacity that the stage would pass, and when first."""
    for capacity in case.capacities:
        if not capacity.concerns(stage.machine.places):
            continue
        mine = [_draw(stage.occupied.start, stage.occupied.end)]
        excess = first_excess(mine, _others(case, stage, capacity), Decimal(capacity.most))
        if excess is not None:
            yield capacity, excess[0]


def later(case: Case, stage: Wanted) -> Iterator[timedelta]:
    """To where the next of the others ends: until then there can only be more."""
    for capacity, at in breaches(case, stage):
        ends = [other.end for other in _others(case, stage, capacity) if other.end > at]
        yield min(ends) - stage.occupied.start if ends else timedelta.max


def _others(case: Case, stage: Wanted, capacity: Capacity) -> Sequence[Draw]:
    start, end = stage.occupied.start, stage.occupied.end
    standing = [(use.start, use.end) for use in case.others.busy if capacity.concerns(use.places)]
    own = [
        (other.occupied.start, other.occupied.end)
        for other in case.stages
        if other is not stage and capacity.concerns(other.machine.places)
    ]
    return [_draw(a, b) for a, b in (*standing, *own) if a < end and b > start]


def _draw(start: datetime, end: datetime) -> Draw:
    return Draw(0, start, end, _ONE)
