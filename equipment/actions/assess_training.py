"""Say who came to a training session and who passed: that qualifies."""

from django.utils.translation import gettext as _

from equipment.actions.qualify import give, refuse_oneself
from equipment.actions.save_training import refuse_unless_planned
from equipment.choices import (
    ENROLMENT_TRANSITIONS,
    OUTCOMES,
    EnrolmentStatus,
    QualificationLevel,
    TrainingStatus,
)
from equipment.errors import AssessedAlready, SessionAhead
from equipment.models import Enrolment, EquipmentQualification, TrainingSession
from equipment.schemas.training import Assessment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def assess_training(actor: Actor, session_id: int, command: Assessment) -> Enrolment:
    """One person at a time; when all are assessed, the session was held.

    Who passed is qualified from today. Raises Missing, NotAllowed, Invalid for one who is not
    enrolled or an outcome that is none, SessionAhead, SessionOver, AssessedAlready, OwnAssessment.
    """
    seen = find(TrainingSession.objects.visible_to(actor), pk=session_id)
    actor.require(Permission.TRAIN)
    session = lock(TrainingSession.objects.select_related("equipment_class"), [seen.pk])[seen.pk]
    rows = session.enrolments.holding_a_place().select_related("user", "organisation")
    row = refer(rows, "person", user__email=command.person.lower())
    _check(actor, session, row, command)
    row.status, row.note = command.outcome, command.note
    row.assessed_at, row.assessed_by = clock.now(), actor.person()
    row.save()
    record(actor, "enrolment.assessed", row, after={"outcome": row.status}, reason=row.note)
    if command.outcome == EnrolmentStatus.PASSED:
        _qualified(actor, session, row, command)
    if not session.enrolments.filter(status=EnrolmentStatus.ENROLLED).exists():
        session.status = TrainingStatus.HELD
    session.version += 1
    session.save(update_fields=["status", "version"])
    return row


def _qualified(
    actor: Actor, session: TrainingSession, row: Enrolment, command: Assessment
) -> EquipmentQualification:
    given = EquipmentQualification(
        user=row.user,
        organisation=row.organisation,
        equipment_class=session.equipment_class,
        session=session,
    )
    level = command.level or QualificationLevel(session.level)
    return give(actor, given, level, (clock.today(), command.valid_until), command.note)


def _check(actor: Actor, session: TrainingSession, row: Enrolment, command: Assessment) -> None:
    if command.outcome not in OUTCOMES:
        raise Invalid(_("Who was enrolled passed, failed, or did not come."), field="outcome")
    if session.starts_at > clock.now():
        raise SessionAhead(_("This session has not begun."))
    if command.outcome not in ENROLMENT_TRANSITIONS[EnrolmentStatus(row.status)]:
        raise AssessedAlready(
            _("%(person)s is assessed already.") % {"person": row.user.name}, field="person"
        )
    refuse_unless_planned(session)
    refuse_oneself(actor, row.user)
