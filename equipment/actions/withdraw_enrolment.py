"""Give one's place in a training session back."""

from equipment.actions.enrol import count_places, refuse_unless_to_come
from equipment.choices import EnrolmentStatus
from equipment.models import Enrolment, TrainingSession
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def withdraw_enrolment(actor: Actor, session_id: int) -> Enrolment:
    """One's own, before the session begins; the place is free for another at once.

    Raises Missing, also when one was never enrolled, NotAllowed, SessionOver.
    """
    hers = TrainingSession.objects.visible_to(actor).filter(enrolments__user=actor.person_id)
    seen = find(hers, pk=session_id)
    actor.require(Permission.USE_MACHINE)
    session = lock(TrainingSession.objects.select_related("equipment_class"), [seen.pk])[seen.pk]
    row = session.enrolments.get(user=actor.person())
    if row.status == EnrolmentStatus.WITHDRAWN:
        return row
    refuse_unless_to_come(session)
    row.status = EnrolmentStatus.WITHDRAWN
    row.save(update_fields=["status"])
    count_places(session)
    record(actor, "enrolment.withdrawn", row, after={"session": session.pk})
    return row
