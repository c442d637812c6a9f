"""Raise and clear alarms: a value beyond its limit, a machine at fault.

After ISA-18.2: an alarm is raised when a value passes its limit, cleared when it is back by more
than the deadband, and suppressed by design where the state makes its limits meaningless (while a
vessel is cleaned or sterilised, its pH and DO say nothing).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from equipment.choices import MEANINGS, MachineState, Priority
from equipment.events import AlarmChanged
from equipment.models import Alarm, Tag
from pilotbase.accounts.actor import Actor
from pilotbase.core.events import emit

FAULT: Final = "fault"
DEADBAND = 0.01  # of the limit
WIDEST = 0.25  # of the band between low and high: a deadband wider than the band never lets go


@dataclass(frozen=True)
class Limit:
    field: str
    above: bool
    priority: Priority


LIMITS: Final = (
    Limit("high_high", True, Priority.HIGH),
    Limit("high", True, Priority.MEDIUM),
    Limit("low", False, Priority.MEDIUM),
    Limit("low_low", False, Priority.HIGH),
)


@dataclass(frozen=True)
class Value:
    """A tag's newest value that is not bad."""

    tag: Tag
    value: float
    at: datetime


def raise_fault(equipment_id: int, at: datetime, note: str) -> None:
    """The machine is at fault. Its CurrentState is held by the caller."""
    standing = Alarm.objects.filter(equipment=equipment_id, tag=None, code=FAULT, cleared_at=None)
    if not standing.exists():
        _raise(
            Alarm(
                equipment_id=equipment_id,
                code=FAULT,
                priority=Priority.HIGH,
                raised_at=at,
                note=note,
            )
        )


def clear_fault(equipment_id: int, at: datetime, actor: Actor) -> None:
    """It is no longer. Whoever put the machine into its next state has seen the fault."""
    for alarm in Alarm.objects.filter(
        equipment=equipment_id, tag=None, code=FAULT, cleared_at=None
    ):
        if alarm.acknowledged_at is None and actor.door != "gateway":
            alarm.acknowledged_at, alarm.acknowledged_by = at, actor.user
        _clear(alarm, at)


def judge(equipment_id: int, state: MachineState, values: Iterable[Value]) -> bool:
    """Hold new values against their limits. Returns whether an alarm was raised or cleared.

    The caller holds the machine's CurrentState.
    """
    standing = {
        (alarm.tag_id, alarm.code): alarm
        for alarm in Alarm.objects.filter(equipment=equipment_id, cleared_at=None).exclude(tag=None)
    }
    changed = [_judge_one(state, value, limit, standing) for value in values for limit in LIMITS]
    return any(changed)


def is_watched(state: MachineState) -> bool:
    """Whether limits mean anything in this state: while a run is on."""
    return MEANINGS[state].in_run


def deadband(tag: Tag, limit: float) -> float:
    """How far a value must come back before its alarm clears, in the tag's unit."""
    band = DEADBAND * abs(limit)
    if tag.low is not None and tag.high is not None:
        band = min(band, WIDEST * (tag.high - tag.low))
    return band


def _judge_one(
    state: MachineState,
    value: Value,
    limit: Limit,
    standing: dict[tuple[int | None, str], Alarm],
) -> bool:
    bound: float | None = getattr(value.tag, limit.field)
    alarm = standing.get((value.tag.pk, limit.field))
    beyond = (value.value - (bound or 0)) * (1 if limit.above else -1)
    if alarm:
        back = bound is None or not is_watched(state) or beyond < -deadband(value.tag, bound)
        return _clear(alarm, value.at) if back else False
    if bound is None or not is_watched(state) or beyond <= 0:
        return False
    return _raise(
        Alarm(
            equipment_id=value.tag.equipment_id,
            tag=value.tag,
            code=limit.field,
            priority=limit.priority,
            value=value.value,
            limit=bound,
            raised_at=value.at,
        )
    )


def _raise(alarm: Alarm) -> bool:
    alarm.save(force_insert=True)
    emit(AlarmChanged(alarm.pk))
    return True


def _clear(alarm: Alarm, at: datetime) -> bool:
    alarm.cleared_at = at
    alarm.version += 1
    alarm.save(update_fields=["cleared_at", "acknowledged_at", "acknowledged_by", "version"])
    emit(AlarmChanged(alarm.pk))
    return True
