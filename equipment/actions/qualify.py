"""Say that a person may work on machines of a class: she was assessed."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from equipment.choices import QualificationLevel
from equipment.errors import OwnAssessment
from equipment.events import QualificationGiven
from equipment.models import EquipmentClass, EquipmentQualification
from equipment.schemas.training import Qualifying
from pilotbase.accounts.actor import Actor, active_memberships
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.models import Organisation, User
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def qualify(actor: Actor, command: Qualifying) -> EquipmentQualification:
    """Without a session: at the machine, or once more before an older one ends.

    Raises NotAllowed, Invalid for an unknown person or class or for days that cannot be, and
    OwnAssessment.
    """
    actor.require(Permission.TRAIN)
    user = refer(User.objects.filter(is_active=True), "person", email=command.person.lower())
    classes = here(actor, EquipmentClass.objects.all())
    of = refer(classes, "equipment_class", code=command.equipment_class)
    days = (command.valid_from or clock.today(), command.valid_until)
    return give(
        actor,
        EquipmentQualification(user=user, equipment_class=of),
        command.level,
        days,
        command.note,
    )


def give(
    actor: Actor,
    row: EquipmentQualification,
    level: QualificationLevel,
    days: tuple[date, date | None],
    note: str,
) -> EquipmentQualification:
    """Write down that ``row``'s person was assessed for its class. Raises as ``qualify``."""
    refuse_oneself(actor, row.user)
    row.valid_from, until = days
    row.valid_until = until or _as_the_class_says(row.valid_from, row.equipment_class)
    if row.valid_until < row.valid_from:
        raise Invalid(_("It holds at least on the day it begins."), field="valid_until")
    row.level, row.note = level, note
    row.organisation = row.organisation or _place_of(row.user)
    row.assessed_by, row.assessed_at = actor.person(), clock.now()
    row.save()
    facts = {
        "person": row.user_id,
        "class": row.equipment_class.code,
        "level": level.value,
        "valid_from": f"{row.valid_from}",
        "valid_until": f"{row.valid_until}",
    }
    record(actor, "equipmentqualification.given", row, after=facts, reason=note)
    emit(QualificationGiven(row.pk))
    return row


def refuse_oneself(actor: Actor, user: User) -> None:
    """Raises OwnAssessment."""
    if user.pk == actor.person_id:
        raise OwnAssessment(_("Nobody assesses herself. Ask a colleague."), field="person")


def _as_the_class_says(start: date, of: EquipmentClass) -> date:
    try:
        return start + timedelta(days=of.qualification_days)
    except OverflowError:
        raise Invalid(_("This day is too far away."), field="valid_from") from None


def _place_of(user: User) -> Organisation | None:
    """The organisation for which she works; none for the plant's own people."""
    first = active_memberships(user).first()
    return first.organisation if first else None
