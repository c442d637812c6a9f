"""From one piece of work to the next on a machine: what cleaning lies between, or that none will
do. Pure.

What stands beside a request is known by its work alone, and nothing of it is said: where the
time between is too short, the machine is taken, in the words in which it is taken by anyone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bookings.choices import Trait
from bookings.policy.case import Case, Change, Neighbour, Wanted, Work
from bookings.policy.rules import taken_reason
from pilotbase.core.schemas import Reason

FORBIDDEN = timedelta(days=36_500)  # no cleaning will do
_NONE = timedelta(0)


def needed(changes: Sequence[Change], before: Work, after: Work) -> timedelta:
    """The longest that one of the lines asks for; ``FORBIDDEN`` when one forbids it."""
    return max((one.cleaning for one in changes if _meets(one, before, after)), default=_NONE)


def changeover(case: Case, stage: Wanted) -> Iterator[Reason]:
    """Enough time lies between the stage and what stands beside it, on both sides."""
    taken = case.others.taken.get(stage.machine.pk, ())
    if not any(stage.occupied.overlaps(span.start, span.end) for span in taken):
        for until in _too_close(case, stage):
            yield taken_reason(case, stage, until)
            return


def later(case: Case, stage: Wanted) -> Iterator[timedelta]:
    """To where the time between is enough, or past what stands after it."""
    for until in _too_close(case, stage):
        yield timedelta.max if until is None else until - stage.occupied.start


def _too_close(case: Case, stage: Wanted) -> Iterator[datetime | None]:
    """Until when the machine is as good as taken; None: nobody can say."""
    changes, mine = stage.machine.changes, case.approval.work
    before, after = _beside(case, stage)
    if before is not None and before.work is not None:
        between = needed(changes, before.work, mine)
        if stage.occupied.start - before.end < between:
            past = after.end if after is not None else None
            yield past if between == FORBIDDEN else before.end + between
    if after is not None and after.work is not None:
        between = needed(changes, mine, after.work)
        if after.start - stage.occupied.end < between:
            yield after.end


def _beside(case: Case, stage: Wanted) -> tuple[Neighbour | None, Neighbour | None]:
    """What ends last before the stage, and what starts first after it."""
    rows = case.others.neighbours.get(stage.machine.pk, ())
    start, end = stage.occupied.start, stage.occupied.end
    before = [one for one in rows if one.end <= start]
    after = [one for one in rows if one.start >= end]
    return (
        max(before, key=lambda one: one.end, default=None),
        min(after, key=lambda one: one.start, default=None),
    )


def _meets(change: Change, before: Work, after: Work) -> bool:
    was, will = _value(change.trait, before), _value(change.trait, after)
    return was != will and change.before in ("", was) and change.after in ("", will)


def _value(trait: Trait, work: Work) -> str:
    if trait == Trait.ORGANISM:
        return " ".join(work.organism.casefold().split())
    if trait == Trait.SOLVENT:
        return work.solvent
    return ("yes" if work.gmo else "no") if trait == Trait.GMO else str(work.containment)
