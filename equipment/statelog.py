"""Say what state a machine is in, and find out what state it was in. The one log there is.

Entries are never changed. Those that no later entry supersedes count, in the order of their
instants, and of two for one instant the one recorded later. ``StateInterval`` and
``CurrentState`` are projections of them: kept right entry by entry, and the same when rebuilt.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q, QuerySet

from equipment.alarms import clear_fault, raise_fault
from equipment.choices import MEANINGS, MachineState, Quality, Source
from equipment.events import StateChanged
from equipment.models import CurrentState, Gateway, StateEntry, StateInterval
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.access import sole
from pilotbase.core.events import emit

_MOVED = ("state", "since", "last_at", "simulated", "version", "public_version")


class Facts(TypedDict, total=False):
    quality: Quality
    gateway: Gateway | None
    simulated: bool
    note: str
    supersedes: StateEntry | None


def enter(
    equipment_id: int,
    state: MachineState,
    at: datetime,
    *,
    actor: Actor,
    source: Source,
    **facts: Unpack[Facts],
) -> StateEntry:
    """The machine entered ``state`` at ``at``: write it, in the caller's transaction.

    ``at`` may lie before the newest entry; with ``supersedes`` it corrects an earlier one. Locks
    the machine's CurrentState, and emits StateChanged when that changed.
    """
    entry = StateEntry(
        equipment_id=equipment_id,
        state=state,
        at=at,
        source=source,
        recorded_at=clock.now(),
        recorded_by=actor.user,
        **facts,
    )
    with transaction.atomic(savepoint=False):
        _enter(hold(equipment_id), entry, actor)
    return entry


def enter_all(
    equipment_id: int,
    entered: Sequence[tuple[MachineState, datetime]],
    *,
    actor: Actor,
    source: Source,
    **facts: Unpack[Facts],
) -> None:
    """The same for several states, in the order of their instants: a sheet that is written up."""
    now, by = clock.now(), actor.user
    said: Any = {"equipment_id": equipment_id, "source": source, "recorded_at": now, **facts}
    entries = [StateEntry(state=state, at=at, recorded_by=by, **said) for state, at in entered]
    write_up(entries, actor)


def write_up(entries: Iterable[StateEntry], actor: Actor) -> None:
    """The same for the sheets of several machines, each machine's in the order of its instants.

    What only moves machines on, from state to state, is written in one step for all.
    """
    sheets: dict[int, list[StateEntry]] = defaultdict(list)
    for entry in entries:
        sheets[entry.equipment_id].append(entry)
    with transaction.atomic(savepoint=False):
        held = _hold_all(sheets)
        ways = {pk: way for pk, way in sheets.items() if _is_a_way(way)}
        onward = [way for pk, way in ways.items() if _moves_on(held[pk], *way)]
        StateEntry.objects.bulk_create(entry for way in onward for entry in way)
        _open(onward)
        for way in onward:
            emit(StateChanged(way[-1].equipment_id, way[-1].state))
            del sheets[way[-1].equipment_id]
        for pk, others in sheets.items():
            for entry in others:
                _enter(held[pk], entry, actor)


def state_at(equipment_id: int, at: datetime) -> MachineState:
    """What the log says of that instant; OFFLINE before its first word."""
    then = StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=at), equipment=equipment_id, start__lte=at
    )
    found = sole(then)
    return MachineState(found.state) if found else MachineState.OFFLINE


def hold(equipment_id: int) -> CurrentState:
    """The machine's CurrentState, made when it has none, and ours until commit."""
    rows = CurrentState.objects.select_for_update(no_key=True).filter(pk=equipment_id)
    current = sole(rows)
    if current is None:
        CurrentState.objects.bulk_create([CurrentState(pk=equipment_id)], ignore_conflicts=True)
        current = rows.get()
    return current


def _hold_all(pks: Iterable[int]) -> dict[int, CurrentState]:
    """The same for several machines, by primary key."""
    wanted = set(pks)
    rows = CurrentState.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    held = {row.pk: row for row in rows.order_by("pk")}
    return held | {pk: hold(pk) for pk in sorted(wanted - set(held))}


def rebuild(equipment_id: int) -> None:
    """Make the projections anew from the entries, in the caller's transaction."""
    current = hold(equipment_id)
    StateInterval.objects.filter(equipment=equipment_id).delete()
    _project(_counting(equipment_id), None)
    _bring_up(current)


def _enter(current: CurrentState, entry: StateEntry, actor: Actor) -> None:
    """Write one entry of a machine whose CurrentState is held."""
    if entry.supersedes_id is not None or not _moves_on(current, entry):
        _fit_in(current, entry, actor)
        return
    entry.save(force_insert=True)
    _open([[entry]])
    emit(StateChanged(entry.equipment_id, entry.state))


def _is_a_way(entries: Sequence[StateEntry]) -> bool:
    """Whether each goes on from the one before: later, to another state, none of them a fault."""
    steps = pairwise(entries)
    onward = all(one.at < following.at and one.state != following.state for one, following in steps)
    return onward and all(entry.state != MachineState.FAULT for entry in entries)


def _moves_on(current: CurrentState, *way: StateEntry) -> bool:
    """The common case: new states, after everything that is known. Only CurrentState moves.

    A fault, and one that ends, take the long way, for their alarm.
    """
    first, last, fault = way[0], way[-1], MachineState.FAULT
    known = current.last_at
    if known is None or known >= first.at or fault in (first.state, current.state):
        return False
    if first.state == current.state:
        return False
    states = [current.state, *(entry.state for entry in way)]
    faces = [MEANINGS[MachineState(state)].public for state in states]
    current.state, current.since, current.last_at = last.state, last.at, last.at
    current.simulated = last.simulated
    current.version += len(way)
    current.public_version += sum(one != following for one, following in pairwise(faces))
    current.save(update_fields=_MOVED)
    return True


def _open(ways: Sequence[Sequence[StateEntry]]) -> None:
    """The intervals of each way, the last one open; the one that was open ends with the first."""
    intervals: list[StateInterval] = []
    for way in ways:
        open_one = StateInterval.objects.filter(equipment=way[0].equipment_id, end=None)
        open_one.update(end=way[0].at)
        own = [_interval(entry) for entry in way]
        for one, following in pairwise(own):
            one.end = following.start
        intervals += own
    StateInterval.objects.bulk_create(intervals)


def _fit_in(current: CurrentState, entry: StateEntry, actor: Actor) -> None:
    """Any other entry: late, correcting, repeating the state, the first, or about a fault."""
    before = current.state, current.since
    entry.save(force_insert=True)
    _splice(entry)
    _bring_up(current)
    if (current.state, current.since) == before:
        return
    if current.state == MachineState.FAULT:
        raise_fault(entry.equipment_id, current.since or entry.at, entry.note)
    elif before[0] == MachineState.FAULT:
        clear_fault(entry.equipment_id, current.since or entry.at, actor)
    emit(StateChanged(entry.equipment_id, current.state))


def _counting(equipment_id: int) -> QuerySet[StateEntry]:
    return StateEntry.objects.filter(equipment=equipment_id, superseded_by=None)


def _splice(entry: StateEntry) -> None:
    """Project anew the stretch that the entry, and what it supersedes, can have touched.

    It begins with the interval before, and ends with the one that holds the next entry: the state
    from there on is what it was.
    """
    touched = [entry.at, *([entry.supersedes.at] if entry.supersedes else [])]
    intervals = StateInterval.objects.filter(equipment=entry.equipment_id)
    counting = _counting(entry.equipment_id)
    before = intervals.filter(start__lt=min(touched)).order_by("-start").first()
    start = before.start if before else min(touched)
    later = counting.filter(at__gt=max(touched)).order_by("at").first()
    beyond = intervals.filter(start__lte=later.at).order_by("-start").first() if later else None
    end = beyond.end if beyond else None
    until = Q(start__lt=end) if end else Q()
    intervals.filter(until, start__gte=start).delete()
    _project(counting.filter(Q(at__lt=end) if end else Q(), at__gte=start), end)


def _project(entries: QuerySet[StateEntry], end: datetime | None) -> None:
    """Write the intervals of these entries, the last one until ``end``."""
    spans: list[StateInterval] = []
    for entry in entries.order_by("at", "pk"):
        if spans and spans[-1].start == entry.at:
            spans.pop()
        if not spans or spans[-1].state != entry.state:
            spans.append(_interval(entry))
    for one, following in pairwise(spans):
        one.end = following.start
    for last in spans[-1:]:
        last.end = end
    StateInterval.objects.bulk_create(spans)


def _interval(entry: StateEntry) -> StateInterval:
    return StateInterval(
        equipment_id=entry.equipment_id, state=entry.state, start=entry.at, entry=entry
    )


def _bring_up(current: CurrentState) -> None:
    """Let a held CurrentState say what the log says."""
    newest = _counting(current.pk).order_by("at", "pk").last()
    standing = sole(StateInterval.objects.filter(equipment=current.pk, end=None))
    if newest is None or standing is None:
        return
    was = MEANINGS[MachineState(current.state)].public
    if (current.state, current.since) != (standing.state, standing.start):
        current.version += 1
        current.public_version += was != MEANINGS[MachineState(standing.state)].public
    current.state, current.since = standing.state, standing.start
    current.last_at, current.simulated = newest.at, newest.simulated
    current.save(update_fields=_MOVED)
