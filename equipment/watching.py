"""Who may watch a machine's phase, values and alarms: the staff, and the tenant of its run.

The apps above write the grants, when a run starts and ends; here they are only kept and asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from equipment.events import WatchChanged
from equipment.models import CurrentState, Equipment, RetentionHold, WatchGrant
from equipment.statelog import hold
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.events import emit


def grant(
    equipment_id: int,
    organisation_id: int,
    start: datetime,
    reference: str,
    label: str,
    *,
    planned_end: datetime | None = None,
) -> WatchGrant:
    """The organisation may watch the machine from ``start`` on, until ``end_grant(reference)``."""
    given = WatchGrant.objects.create(
        equipment_id=equipment_id,
        organisation_id=organisation_id,
        start=start,
        reference=reference,
        label=label,
        planned_end=planned_end,
    )
    _tell(given)
    return given


@dataclass(frozen=True)
class Past:
    """A run that is over: whose it was, on which machine, when, and when it was to end."""

    equipment_id: int
    organisation_id: int
    start: datetime
    end: datetime
    reference: str
    label: str
    planned_end: datetime


def keep_past(runs: Sequence[Past]) -> None:
    """Each organisation may see what the machine did then, nothing of it live; it is kept."""
    WatchGrant.objects.bulk_create(
        WatchGrant(
            equipment_id=run.equipment_id,
            organisation_id=run.organisation_id,
            start=run.start,
            end=run.end,
            reference=run.reference,
            label=run.label,
            planned_end=run.planned_end,
        )
        for run in runs
    )
    RetentionHold.objects.bulk_create(
        RetentionHold(
            equipment_id=run.equipment_id,
            organisation_id=run.organisation_id,
            start=run.start,
            end=run.end,
            reference=run.reference,
        )
        for run in runs
    )


def plan_end(equipment_id: int, planned_end: datetime) -> None:
    """The run that is watched on the machine is to end then."""
    for given in WatchGrant.objects.filter(equipment=equipment_id, end=None):
        given.planned_end = planned_end
        given.save(update_fields=["planned_end"])
        _tell(given)


def end_grant(reference: str, at: datetime) -> None:
    """What happens from ``at`` on is no longer theirs to see; what happened before stays so."""
    for given in WatchGrant.objects.filter(reference=reference, end=None):
        given.end = at
        given.save(update_fields=["end"])
        _tell(given)


def hold_readings(
    equipment_id: int,
    organisation_id: int,
    start: datetime,
    reference: str,
) -> RetentionHold:
    """Keep the readings of this machine from ``start`` on for ever, until ``end_hold``."""
    return RetentionHold.objects.create(
        equipment_id=equipment_id,
        organisation_id=organisation_id,
        start=start,
        reference=reference,
    )


def end_hold(reference: str, at: datetime) -> None:
    """Readings after ``at`` need not be kept; those before are."""
    RetentionHold.objects.filter(reference=reference, end=None).update(end=at)


def may_watch(actor: Actor, equipment: Equipment, at: datetime | None = None) -> bool:
    """Whether the actor may see what the machine did at that instant (now, if none is given)."""
    if is_watchman(actor, equipment):
        return True
    when = at or clock.now()
    return WatchGrant.objects.standing(when).held_by(actor).filter(equipment=equipment).exists()


def is_watchman(actor: Actor, equipment: Equipment) -> bool:
    """Whether the actor may see the machine at any time: its own plant's staff, and jobs."""
    if actor.runs_everything:
        return True
    return actor.facility is not None and (
        actor.facility.pk == equipment.facility_id and actor.may(Permission.SEE_PLANT)
    )


def watched(
    actor: Actor, equipment: Equipment, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The parts of ``[start, end)`` that the actor may see, in order."""
    if is_watchman(actor, equipment):
        return [(start, end)]
    grants = WatchGrant.objects.overlapping(start, end).held_by(actor).filter(equipment=equipment)
    return [
        (max(start, given.start), min(end, given.end or end)) for given in grants.order_by("start")
    ]


def _tell(given: WatchGrant) -> None:
    current = CurrentState.objects.filter(pk=given.equipment_id)
    seen = {"version": F("version") + 1, "public_version": F("public_version") + 1}
    if not current.update(**seen):
        hold(given.equipment_id)
        current.update(**seen)
    emit(WatchChanged(given.equipment_id, given.organisation_id))
