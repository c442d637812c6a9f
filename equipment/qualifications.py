"""Who may work on which machines on a day, and what programs are told of it."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from equipment.choices import QualificationLevel
from equipment.models import EquipmentQualification
from equipment.schemas.training import QualificationOut, QualificationsWanted
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock

Pair = tuple[int, int]


def holding(
    user_ids: Iterable[int], class_ids: Iterable[int], day: date
) -> Mapping[Pair, QualificationLevel]:
    """By (person's id, class's id), the most she may do on that day: the day of the run.

    One query. A pair is absent when nothing of hers holds then: not yet, no longer, or revoked.
    Both ends of a qualification belong to it; the day on which it was revoked does not. Whether
    a class asks for one at all stands in ``EquipmentClass.needs_qualification``.
    """
    rows = EquipmentQualification.objects.holding_on(day).filter(
        user__in=set(user_ids), equipment_class__in=set(class_ids)
    )
    found: dict[Pair, QualificationLevel] = {}
    for user, of, level in rows.order_by().values_list("user", "equipment_class", "level"):
        if found.get((user, of)) != QualificationLevel.ALONE:
            found[user, of] = QualificationLevel(level)
    return found


def qualifications_for(
    actor: Actor, wanted: QualificationsWanted
) -> QuerySet[EquipmentQualification]:
    rows = EquipmentQualification.objects.visible_to(actor)
    if wanted.equipment_class:
        rows = rows.filter(equipment_class__code=wanted.equipment_class)
    if wanted.person:
        rows = rows.filter(user__email=wanted.person)
    if wanted.on is not None:
        rows = rows.holding_on(wanted.on)
    return rows.select_related("user", "equipment_class", "organisation", "assessed_by")


def running_out(
    rows: QuerySet[EquipmentQualification], until: date
) -> list[EquipmentQualification]:
    """Those that hold today, end by that day, and have no later one of the same in their place."""
    today = clock.today()
    held = list(rows.filter(revoked_on=None, valid_until__gte=today))
    last: dict[tuple[int, int, str], date] = {}
    for row in held:
        key = (row.user_id, row.equipment_class_id, row.level)
        last[key] = max(row.valid_until, last.get(key, row.valid_until))
    return [
        row
        for row in held
        if row.valid_until <= until
        and row.valid_until == last[row.user_id, row.equipment_class_id, row.level]
    ]


def qualification_out(row: EquipmentQualification) -> QualificationOut:
    names = ("id", "level", "valid_from", "valid_until", "revoked_on", "note", "version")
    return QualificationOut(
        person=row.user.email,
        equipment_class=row.equipment_class.code,
        holds=row.holds_on(clock.today()),
        **{name: getattr(row, name) for name in names},
    )
