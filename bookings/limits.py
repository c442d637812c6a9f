"""Gathers the quotas that concern a request, and what its organisation has already."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.choices import STANDING, BookingStatus, QuotaOf, RuleScope, StageStatus
from bookings.models import Stage
from bookings.policy.case import Limit, Places, Use
from bookings.rulebook import Documents
from equipment.models import Equipment
from pilotbase.accounts.models import Project

COUNTED: Final = (*STANDING, BookingStatus.COMPLETED)


def places_of(machine: Equipment) -> Places:
    return Places(machine.facility_id, machine.area_id, machine.equipment_class_id, machine.pk)


def have_quotas(documents: Mapping[int, Documents]) -> bool:
    return any(said.quotas for of in documents.values() for _scope, said in of)


class Owner(NamedTuple):
    """Who asks: the codes of an organisation and its project, and the first one's name."""

    organisation: str
    name: str
    project: str


def owner_of(project: Project) -> Owner:
    of = project.organisation
    return Owner(of.code, of.name, project.code)


def limits_for(
    owner: Owner, machines: Iterable[Equipment], documents: Mapping[int, Documents]
) -> tuple[Limit, ...]:
    """Each once, however many of the machines it concerns."""
    found = [one for m in machines for one in _limits(owner, m, documents.get(m.pk, ()))]
    return tuple(dict.fromkeys(found))


def uses_of(
    organisation: int, since: datetime, now: datetime, ignoring: Iterable[int]
) -> tuple[Use, ...]:
    """What stands of the organisation's runs that end later than ``since``, in one query."""
    lapsed = Q(booking__status=BookingStatus.REQUESTED, booking__expires_at__lte=now)
    rows = Stage.objects.filter(
        run_end__gt=since, booking__organisation=organisation, booking__status__in=COUNTED
    )
    rows = rows.exclude(status__in=_TIMELESS).exclude(lapsed).exclude(pk__in=list(ignoring))
    return tuple(
        Use(booking, project, Places(*places), start, end)
        for booking, project, *places, start, end in rows.order_by().values_list(*USE)
    )


_TIMELESS: Final = (StageStatus.RELEASED, StageStatus.DISPLACED)
USE: Final = (
    *("booking", "booking__project__code"),
    *("equipment__facility", "equipment__area", "equipment__equipment_class", "equipment"),
    *("run_start", "run_end"),
)


def _limits(owner: Owner, machine: Equipment, documents: Documents) -> Iterator[Limit]:
    places = places_of(machine)
    for scope, said in documents:
        for quota in said.quotas:
            is_project = quota.of == QuotaOf.PROJECT
            code = owner.project if is_project else owner.organisation
            if quota.name in ("", code):
                yield Limit(
                    scope=scope,
                    place=places.at(scope),
                    where=_where(scope, machine),
                    of=quota.of,
                    subject=owner.project if is_project else owner.name,
                    counts=quota.counts,
                    each=quota.each,
                    most=quota.most,
                )


def _where(scope: RuleScope, machine: Equipment) -> str:
    if scope == RuleScope.MACHINE:
        return machine.tag
    if scope == RuleScope.CLASS:
        return machine.equipment_class.code
    return machine.area.code if scope == RuleScope.AREA else _("the whole plant")
