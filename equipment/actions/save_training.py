"""Offer a training session, or change one that is to come."""

from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from equipment.choices import TrainingStatus
from equipment.errors import SessionOver
from equipment.models import EquipmentClass, TrainingSession
from equipment.schemas.training import TrainingData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import facts, here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version

FARTHEST: Final = timedelta(days=1100)


@verb
def save_training(
    actor: Actor, data: TrainingData, session_id: int | None = None, version: int | None = None
) -> TrainingSession:
    """Whoever offers it is its trainer. Those who are enrolled keep their places.

    Raises NotAllowed, Missing, Invalid for an unknown class, a start that is over or fewer places
    than are taken, SessionOver, Unconditional, Stale.
    """
    if session_id is not None:
        find(TrainingSession.objects.visible_to(actor), pk=session_id)
    actor.require(Permission.TRAIN)
    of = refer(
        here(actor, EquipmentClass.objects.all()), "equipment_class", code=data.equipment_class
    )
    values: dict[str, Any] = data.model_dump(exclude={"equipment_class"}) | {"equipment_class": of}
    row, before = _row(actor, session_id, version, values)
    _check_times(data)
    if data.places < row.taken:
        raise Invalid(
            _("%(count)s places are taken already.") % {"count": row.taken}, field="places"
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    deed = "made" if before is None else "changed"
    record(actor, f"trainingsession.{deed}", row, before=before, after=facts(row, values))
    return row


def _row(
    actor: Actor, session_id: int | None, version: int | None, values: dict[str, Any]
) -> tuple[TrainingSession, dict[str, Any] | None]:
    if session_id is None:
        return TrainingSession(trainer=actor.person()), None
    row = lock(TrainingSession.objects.select_related("equipment_class"), [session_id])[session_id]
    raise_version(row, version)
    refuse_unless_planned(row)
    return row, facts(row, values)


def _check_times(data: TrainingData) -> None:
    now = clock.now()
    if data.starts_at <= now:
        raise Invalid(_("A session that is offered begins after now."), field="starts_at")
    if data.ends_at <= data.starts_at:
        raise Invalid(_("A span ends after it starts."), field="ends_at")
    if data.ends_at > now + FARTHEST:
        raise Invalid(_("This is too far ahead."), field="ends_at")


def refuse_unless_planned(row: TrainingSession) -> None:
    """Raises SessionOver."""
    if row.status != TrainingStatus.PLANNED:
        status = TrainingStatus(row.status).label
        raise SessionOver(_("This session stands at “%(status)s”.") % {"status": status})
