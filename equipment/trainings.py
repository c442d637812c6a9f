"""Training sessions as their pages and programs are told of them."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import QuerySet

from equipment.choices import EnrolmentStatus
from equipment.models import Enrolment, TrainingSession
from equipment.schemas.training import EnrolmentOut, TrainingOut, TrainingsWanted
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock

Mine = Mapping[int, EnrolmentStatus]


def trainings_for(actor: Actor, wanted: TrainingsWanted) -> QuerySet[TrainingSession]:
    rows = TrainingSession.objects.visible_to(actor)
    if wanted.coming:
        rows = rows.to_come(clock.now())
    return rows.select_related("equipment_class", "trainer")


def own_places(actor: Actor, session_ids: Iterable[int]) -> Mine:
    """What became of the actor's own places in these sessions."""
    rows = Enrolment.objects.filter(user=actor.person_id, session__in=session_ids)
    return {session: EnrolmentStatus(s) for session, s in rows.values_list("session", "status")}


def training_out(actor: Actor, row: TrainingSession) -> TrainingOut:
    return _told(row, own_places(actor, [row.pk]))


def trainings_out(
    actor: Actor, rows: QuerySet[TrainingSession]
) -> Callable[[TrainingSession], TrainingOut]:
    """Tells any of these; the actor's places in all of them are read at once."""
    mine = own_places(actor, rows.values_list("pk", flat=True))
    return lambda row: _told(row, mine)


def _told(row: TrainingSession, mine: Mine) -> TrainingOut:
    own = {"equipment_class", "mine"}
    facts = {name: getattr(row, name) for name in TrainingOut.model_fields if name not in own}
    return TrainingOut(equipment_class=row.equipment_class.code, mine=mine.get(row.pk), **facts)


def enrolment_out(row: Enrolment) -> EnrolmentOut:
    return EnrolmentOut(
        training=row.session_id,
        person=row.user.email,
        status=EnrolmentStatus(row.status),
        enrolled_at=row.enrolled_at,
        note=row.note,
    )
