"""What was asked for and could not be given: refusals of a window, by class."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from bookings.models import Refusal
from bookings.utilization.claims import Stretch
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission

MOST = 8


class Short(NamedTuple):
    key: str
    name: str
    times: int
    wanted: timedelta


def short(actor: Actor, window: Stretch) -> list[Short]:
    """Most refused first; nothing for who may see only her own use."""
    if not actor.may(Permission.SEE_UTILIZATION):
        return []
    length = ExpressionWrapper(F("end") - F("start"), output_field=DurationField())
    rows = (
        Refusal.objects.filter(facility=actor.facility, at__gte=window.start, at__lt=window.end)
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
