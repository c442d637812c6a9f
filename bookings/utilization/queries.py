"""Reads how machines were used, once for a window.

Seven queries, however many machines: intervals, occupations and runs are those that reach into
the window, their instants as numbers; what lies beyond its edges comes as three states for each
machine.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from bookings.choices import OccupationKind
from bookings.models import Occupation, Run
from bookings.utilization.claims import Claim, Stretch, both, layered
from bookings.utilization.closures import closures_of
from bookings.utilization.grouping import Names, Use, Used
from bookings.utilization.measures import History, pieces
from equipment.choices import MachineState
from equipment.models import Equipment, StateInterval
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import OrganisationKind
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.instants import Microseconds, number

BOOKED: Final = (OccupationKind.RUN, OccupationKind.SERVICE, OccupationKind.INTERNAL)
_STATES: Final = {state.value: state for state in MachineState}
Window = tuple[datetime, datetime]


def use(actor: Actor, start: datetime, end: datetime) -> Use:
    """What the actor may see of ``[start, end)``: all of it, or her organisation's own part.

    Names are in the reader's language. Raises SignedOut or NotAllowed.
    """
    everything = actor.may(Permission.SEE_UTILIZATION)
    if not everything and actor.organisation_id is None:
        actor.require(Permission.SEE_UTILIZATION)
    now = clock.now()
    window = start, max(start, min(end, now))
    rows = list(_machines(window, actor.facility if everything else None))
    organisations = list(Organisation.objects.all())
    return Use(
        start=window[0],
        end=window[1],
        zone=rows[0].facility.zone if rows else UTC,
        machines=list(_used(rows, window, None if everything else actor.organisation_id)),
        organisations={one.pk: Names(one.code, one.name) for one in organisations},
        external=frozenset(
            one.pk for one in organisations if one.kind != OrganisationKind.INTERNAL
        ),
    )


def _machines(window: Window, facility: Facility | None) -> QuerySet[Equipment]:
    """Machines that serve in the window, with the states that lie beyond its edges."""
    here = {} if facility is None else {"facility": facility}
    beyond = StateInterval.objects.filter(equipment=OuterRef("pk"))
    known = beyond.exclude(state=MachineState.OFFLINE)
    other = known.exclude(state=MachineState.CIP)
    past = {"start__lt": window[0], "end__lte": window[0]}  # the index knows where to begin
    return (
        Equipment.objects.bookable_on(timezone.localdate(window[0]))
        .filter(**here)
        .select_related("equipment_class", "area", "facility")
        .annotate(
            before=_state(known.filter(**past).order_by("-start")),
            origin=_state(other.filter(**past).order_by("-start")),
            after=_state(other.filter(start__gte=window[1]).order_by("start")),
        )
        .order_by("equipment_class__position", "equipment_class_id", "tag")
    )


def _state(rows: QuerySet[StateInterval]) -> Subquery:
    return Subquery(rows.values("state")[:1])


def _used(rows: list[Any], window: Window, tenant: int | None) -> Iterator[Used]:
    ids, whole = [one.pk for one in rows], Stretch(*map(number, window))
    entered, booked, ran = _entered(ids, window), _booked(ids, window), _ran(ids, window)
    shut = closures_of(rows, whole)
    for one in rows:
        beyond = map(_known, (one.before, one.origin, one.after))
        history = History(*entered[one.pk], *beyond)
        owners = layered(ran.get(one.pk, []), booked.get(one.pk, []))
        mine = [Stretch(c.start, c.end) for c in owners if c.owner == tenant]
        shown = [whole] if tenant is None else list(both(mine, [whole]))
        if not shown:
            continue
        of = one.equipment_class
        yield Used(
            pk=one.pk,
            names=Names(one.tag, one.tag),
            of=Names(of.code, of.name),
            quota_hours=of.quota_hours,
            pieces=pieces(history, whole, whole.end, shut[one.pk]),
            owners=owners if tenant is None else [c for c in owners if c.owner == tenant],
            booked=[c for c in booked.get(one.pk, []) if tenant in (None, c.owner)],
            shown=shown,
        )


def _known(state: str | None) -> MachineState | None:
    return _STATES[state] if state else None


def _entered(ids: list[int], window: Window) -> dict[int, tuple[list[MachineState], list[int]]]:
    """By machine the states it entered, and when."""
    found: dict[int, tuple[list[MachineState], list[int]]] = {pk: ([], []) for pk in ids}
    rows = StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=window[0]), equipment__in=ids, start__lt=window[1]
    ).order_by("equipment", "start")
    for machine, state, start in rows.values_list("equipment", "state", Microseconds("start")):
        states, starts = found[machine]
        states.append(_STATES[state])
        starts.append(start)
    return found


def _booked(ids: list[int], window: Window) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Occupation.objects.standing(clock.now()).filter(
        machine__in=ids, kind__in=BOOKED, start__lt=window[1], end__gt=window[0]
    )
    span = Microseconds("start"), Microseconds("end")
    for machine, *claim in rows.order_by("start").values_list("machine", *span, "organisation"):
        found[machine].append(Claim(*claim))
    return found


def _ran(ids: list[int], window: Window) -> dict[int, list[Claim]]:
    """What runs really took, which may be more than was booked."""
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Run.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=window[0]),
        equipment__in=ids,
        started_at__lt=window[1],
    ).order_by("started_at")
    now, span = number(window[1]), (Microseconds("started_at"), Microseconds("ended_at"))
    for machine, start, end, organisation in rows.values_list("equipment", *span, "organisation"):
        if end is None or end > start:
            found[machine].append(Claim(start, end or now, organisation))
    return found
