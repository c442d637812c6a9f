"""What was asked for and could not be given: refusals of a window, by class."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Sum
from django.utils.translation import gettext

from bookings.models import Refusal
from bookings.policy.words import in_words
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.errors import Missing

MOST = 8
Window = tuple[datetime, datetime]


class Short(NamedTuple):
    key: str
    name: str
    times: int
    wanted: timedelta


def short(actor: Actor, window: Window) -> list[Short]:
    """Most refused first; nothing for who may see only her own use."""
    if not actor.may(Permission.SEE_UTILIZATION):
        return []
    length = ExpressionWrapper(F("end") - F("start"), output_field=DurationField())
    rows = (
        _refused(actor, window)
        .values("equipment_class")
        .annotate(times=Count("pk"), wanted=Sum(length))
        .order_by("-times")[:MOST]
    )
    names = EquipmentClass.objects.in_bulk([row["equipment_class"] for row in rows])
    return [
        Short(
            names[row["equipment_class"]].code,
            names[row["equipment_class"]].name,
            row["times"],
            row["wanted"],
        )
        for row in rows
    ]


def refused(actor: Actor, window: Window, key: str) -> tuple[EquipmentClass, QuerySet[Refusal]]:
    """The rows behind a class's figure, newest first. Raises SignedOut, NotAllowed, Missing."""
    actor.require(Permission.SEE_UTILIZATION)
    of = EquipmentClass.objects.filter(code=key).first()
    if of is None:
        raise Missing(gettext("There is no such group of machines in this time."))
    rows = _refused(actor, window).filter(equipment_class=of)
    return of, rows.select_related("equipment", "organisation").order_by("-at", "pk")


def why(refusal: Refusal) -> list[str]:
    """What stood in the way, in a few words each."""
    return in_words(refusal.codes)


def _refused(actor: Actor, window: Window) -> QuerySet[Refusal]:
    return Refusal.objects.filter(facility=actor.facility, at__gte=window[0], at__lt=window[1])
