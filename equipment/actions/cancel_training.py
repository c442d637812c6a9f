"""Call a training session off, with the reason that those who are enrolled are told."""

from equipment.actions.save_training import refuse_unless_planned
from equipment.choices import TrainingStatus
from equipment.events import TrainingCancelled
from equipment.models import TrainingSession
from equipment.schemas.training import Cancelling
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version


@verb
def cancel_training(
    actor: Actor, session_id: int, version: int | None, command: Cancelling
) -> TrainingSession:
    """Raises Missing, NotAllowed, Unconditional, Stale, and SessionOver when it is not planned."""
    seen = find(TrainingSession.objects.visible_to(actor), pk=session_id)
    actor.require(Permission.TRAIN)
    row = lock(TrainingSession.objects.select_related("equipment_class"), [seen.pk])[seen.pk]
    raise_version(row, version)
    refuse_unless_planned(row)
    row.status, row.reason = TrainingStatus.CANCELLED, command.reason
    row.save(update_fields=["status", "reason"])
    record(actor, "trainingsession.cancelled", row, reason=command.reason)
    emit(TrainingCancelled(row.pk))
    return row
