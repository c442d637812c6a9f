"""Take a place in a training session."""

from django.utils.translation import gettext as _

from equipment.actions.save_training import refuse_unless_planned
from equipment.choices import EnrolmentStatus
from equipment.errors import SessionFull, SessionOver
from equipment.models import Enrolment, TrainingSession
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def enrol(actor: Actor, session_id: int) -> Enrolment:
    """For oneself. The session is locked: the last place is given once. Twice is as once.

    Raises Missing, NotAllowed, SessionOver, and SessionFull when no place is left.
    """
    seen = find(TrainingSession.objects.visible_to(actor), pk=session_id)
    actor.require(Permission.USE_MACHINE)
    session = lock(TrainingSession.objects.select_related("equipment_class"), [seen.pk])[seen.pk]
    mine = session.enrolments.filter(user=actor.person()).first()
    if mine is not None and mine.status != EnrolmentStatus.WITHDRAWN:
        return mine
    refuse_unless_to_come(session)
    if not session.left:
        raise SessionFull(_("No place is left in this session. Choose another."))
    row = mine or Enrolment(session=session, user=actor.person())
    row.organisation, row.status = actor.organisation, EnrolmentStatus.ENROLLED
    row.enrolled_at = clock.now()
    row.save()
    count_places(session)
    record(actor, "enrolment.made", row, after={"session": session.pk})
    return row


def refuse_unless_to_come(session: TrainingSession) -> None:
    """Raises SessionOver."""
    refuse_unless_planned(session)
    if session.starts_at <= clock.now():
        raise SessionOver(_("This session has begun."))


def count_places(session: TrainingSession) -> None:
    """Under its lock."""
    session.taken = session.enrolments.holding_a_place().count()
    session.version += 1
    session.save(update_fields=["taken", "version"])
