"""What was asked for and could not be given: refusals of a window, by class."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.models import Refusal
from bookings.utilization.claims import Stretch
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.errors import Missing

MOST = 8
WORDS: Final[dict[str, Promise]] = {
    "time_taken": _("taken at that time"),
    "utility_short": _("a utility runs short"),
    "out_of_service": _("out of service"),
    "not_bookable": _("not to be booked"),
    "lead_time": _("too soon"),
    "horizon": _("too far ahead"),
    "in_the_past": _("in the past"),
    "too_short": _("too short"),
    "too_long": _("too long"),
    "granularity": _("beside the steps"),
    "closed": _("closed then"),
    "not_staffed": _("nobody there then"),
    "stages_overlap": _("stages overlap"),
    "containment": _("containment too low"),
    "no_price": _("no price yet"),
    "project_not_approved": _("project not approved"),
    "quota_hours": _("more hours than the quota"),
    "quota_bookings": _("more bookings than the quota"),
    "too_many_ahead": _("too many bookings ahead"),
    "too_late_to_book": _("booked too late"),
    "too_early_to_book": _("booked too early"),
    "too_late_to_change": _("changed too late"),
    "too_early_to_change": _("changed too early"),
    "too_late_to_cancel": _("cancelled too late"),
    "too_early_to_cancel": _("cancelled too early"),
}


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


def refused(actor: Actor, window: Stretch, key: str) -> tuple[EquipmentClass, QuerySet[Refusal]]:
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


def in_words(codes: Iterable[str]) -> list[str]:
    return [str(WORDS.get(code, code)) for code in dict.fromkeys(codes)]


def _refused(actor: Actor, window: Stretch) -> QuerySet[Refusal]:
    return Refusal.objects.filter(facility=actor.facility, at__gte=window.start, at__lt=window.end)
