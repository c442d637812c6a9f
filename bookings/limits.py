"""Gathers the quotas that concern a request, and what its organisation has already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.utils.translation import gettext as _

from bookings.choices import (
    STANDING,
    BookingStatus,
    OccupationKind,
    QuotaOf,
    RuleScope,
    StageStatus,
)
from bookings.models import Occupation, Stage
from bookings.policy.case import Approval as Leave
from bookings.policy.case import Busy, Capacity, Case, Limit, Peak, Places, Shared, Use, Work
from bookings.policy.sharing import counted_in
from bookings.rulebook import Documents, peak_of
from equipment.models import Area, Equipment, EquipmentClass
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Facility, Project
from pilotbase.core.locks import lock

MODELS: Final[Mapping[RuleScope, type[Model]]] = {
    RuleScope.FACILITY: Facility,
    RuleScope.AREA: Area,
    RuleScope.CLASS: EquipmentClass,
    RuleScope.MACHINE: Equipment,
}
_COLUMNS: Final[Mapping[RuleScope, str]] = {
    RuleScope.FACILITY: "machine__facility",
    RuleScope.AREA: "machine__area",
    RuleScope.CLASS: "machine__equipment_class",
    RuleScope.MACHINE: "machine",
}
COUNTED: Final = (*STANDING, BookingStatus.COMPLETED)


def places_of(machine: Equipment) -> Places:
    return Places(machine.facility_id, machine.area_id, machine.equipment_class_id, machine.pk)


def have_quotas(documents: Mapping[int, Documents]) -> bool:
    return any(said.quotas or said.peak_share for of in documents.values() for _scope, said in of)


def peaks_for(
    machines: Iterable[Equipment], documents: Mapping[int, Documents]
) -> tuple[Peak, ...]:
    """One for each class of which a share is told."""
    found = (peak_of(m.equipment_class, documents.get(m.pk, ())) for m in machines)
    return tuple({peak.of: peak for peak in found if peak is not None}.values())


def shared_in(
    case: Case, organisation: int, ignoring: Iterable[int], *, far: bool
) -> tuple[tuple[Peak, ...], tuple[Shared, ...]]:
    """What stands of the classes' runs in the windows of the request, whosever, and how many
    machines each has: one query."""
    first, last = counted_in(case)
    rows = _counted(case.now).filter(
        equipment__equipment_class__in=[peak.of for peak in case.peaks], run_end__gt=first
    )
    if not far:
        rows = rows.filter(run_start__lt=last)
    alike = Equipment.objects.filter(
        equipment_class=OuterRef("equipment__equipment_class"), bookable=True
    ).exclude(retired_from__lte=case.day(case.now))
    count = alike.order_by().values("equipment_class").annotate(n=Count("pk")).values("n")
    rows = rows.exclude(pk__in=list(ignoring)).annotate(machines=Subquery(count))
    columns = ("equipment__equipment_class", "run_start", "run_end", "machines")
    machines: dict[int, int] = {}
    shared = []
    for owner, of, start, end, alike_of in rows.order_by().values_list(
        "booking__organisation", *columns
    ):
        machines[of] = alike_of or 0
        shared.append(Shared(of, start, end, ours=owner == organisation))
    peaks = tuple(replace(peak, machines=machines.get(peak.of, 0)) for peak in case.peaks)
    return peaks, tuple(shared)


def leave_of(project: Project) -> Leave:
    """What a project was approved for; what it has of it already is read apart."""
    bounds = project.bounds
    return Leave(
        project=project.code,
        granted=project.status == ProjectStatus.APPROVED,
        containment=project.containment,
        since=project.approved_from,
        until=project.approved_until,
        classes=frozenset(bounds.classes),
        hours=None if bounds.hours is None else timedelta(hours=bounds.hours),
        bookings=bounds.bookings,
        work=Work(project.organism, project.gmo, project.containment, project.solvent),
    )


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


def capacities_for(
    machines: Iterable[Equipment], documents: Mapping[int, Documents]
) -> tuple[Capacity, ...]:
    """Each once, however many of the machines stand there."""
    found = [
        Capacity(scope, places_of(m).at(scope), _where(scope, m), said.at_once)
        for m in machines
        for scope, said in documents.get(m.pk, ())
        if said.at_once is not None
    ]
    return tuple(dict.fromkeys(found))


def lock_places(capacities: Iterable[Capacity]) -> None:
    """Two requests for different machines of a place wait for each other, where it can be full."""
    for scope, model in MODELS.items():
        pks = {one.place for one in capacities if one.scope == scope}
        if pks:
            everywhere: Any = model._meta.default_manager
            lock(everywhere.only("pk"), pks)


def busy_in(
    capacities: Iterable[Capacity],
    span: tuple[datetime, datetime | None],
    now: datetime,
    ignoring: Iterable[int],
) -> tuple[Busy, ...]:
    """What stands of the places' machines within the span, in one query; without an end, all."""
    there = Q()
    for one in capacities:
        there |= Q(**{_COLUMNS[one.scope]: one.place})
    start, end = span
    rows = Occupation.objects.standing(now).filter(there, end__gt=start)
    rows = rows.exclude(kind=OccupationKind.MAINTENANCE).exclude(stage__in=list(ignoring))
    if end is not None:
        rows = rows.filter(start__lt=end)
    columns = (*_COLUMNS.values(), "start", "end")
    return tuple(
        Busy(Places(*places), start, end)
        for *places, start, end in rows.order_by().values_list(*columns)
    )


def uses_of(
    organisation: int,
    within: tuple[datetime, datetime | None],
    now: datetime,
    ignoring: Iterable[int],
) -> tuple[Use, ...]:
    """What stands of the organisation's runs within the span, in one query; without an end, all."""
    start, end = within
    rows = _counted(now).filter(run_end__gt=start, booking__organisation=organisation)
    rows = rows.exclude(pk__in=list(ignoring))
    if end is not None:
        rows = rows.filter(run_start__lt=end)
    return tuple(
        Use(booking, project, Places(*places), start, end)
        for booking, project, *places, start, end in rows.order_by().values_list(*USE)
    )


def ahead_of(
    limits: Iterable[Limit], project: Project, now: datetime, booking: int | None
) -> dict[Limit, int]:
    """By limit how many bookings are still to come that it counts, but for this one; one query."""
    rows = _counted(now).filter(booking__status__in=STANDING, run_start__gt=now)
    rows = rows.filter(booking__organisation=project.organisation_id)
    rows = rows if booking is None else rows.exclude(booking=booking)
    wanted = {f"n{n}": limit for n, limit in enumerate(limits)}
    counts = rows.aggregate(
        **{
            name: Count("booking", distinct=True, filter=_counted_by(limit, project))
            for name, limit in wanted.items()
        }
    )
    return {limit: counts[name] for name, limit in wanted.items()}


def _counted_by(limit: Limit, project: Project) -> Q:
    here = Q(**{_COLUMNS[limit.scope].replace("machine", "equipment", 1): limit.place})
    return here & Q(booking__project=project) if limit.of == QuotaOf.PROJECT else here


def used_by(
    project: Project, now: datetime, ignoring: Iterable[int], booking: int | None
) -> tuple[timedelta, int]:
    """Hours of runs and number of bookings that the project has, whenever; one query."""
    length = ExpressionWrapper(F("run_end") - F("run_start"), output_field=DurationField())
    rows = _counted(now).filter(booking__project=project).exclude(pk__in=list(ignoring))
    other = Q() if booking is None else ~Q(booking=booking)
    said = rows.aggregate(hours=Sum(length), bookings=Count("booking", distinct=True, filter=other))
    return said["hours"] or timedelta(0), said["bookings"]


_TIMELESS: Final = (StageStatus.RELEASED, StageStatus.DISPLACED)
USE: Final = (
    *("booking", "booking__project__code"),
    *("equipment__facility", "equipment__area", "equipment__equipment_class", "equipment"),
    *("run_start", "run_end"),
)


def _counted(now: datetime) -> QuerySet[Stage]:
    """Runs that stand or have been."""
    lapsed = Q(booking__status=BookingStatus.REQUESTED, booking__expires_at__lte=now)
    rows = Stage.objects.filter(booking__status__in=COUNTED)
    return rows.exclude(status__in=_TIMELESS).exclude(lapsed)


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
