"""Reads how machines were used, once for a window, and groups it as people ask.

Seven queries, however many machines: intervals, occupations and runs are those that reach into
the window; what lies beyond its edges comes as three states for each machine.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

from dateutil.relativedelta import relativedelta
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.choices import OccupationKind
from bookings.models import Occupation, Run
from bookings.utilization.claims import Claim, Stretch, covered, layered, unclaimed
from bookings.utilization.closures import closures_of
from bookings.utilization.heat import clock_hours
from bookings.utilization.measures import (
    History,
    Interval,
    Measures,
    Piece,
    pieces,
    quota,
    split,
    tally,
    within,
)
from equipment.choices import MachineState
from equipment.models import Equipment, StateInterval
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import OrganisationKind
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.web.text import weekday_name

BOOKED: Final = (OccupationKind.RUN, OccupationKind.SERVICE, OccupationKind.INTERNAL)
_STATES: Final = {state.value: state for state in MachineState}
BY: Final = ("equipment", "class", "organisation", "month", "hour")


class Names(NamedTuple):
    key: str
    name: str


@dataclass(frozen=True)
class Used:
    """A machine and what became of its time. ``owners`` says whose each stretch was."""

    pk: int
    names: Names
    of: Names  # its class
    quota_hours: int
    pieces: list[Piece]
    owners: list[Claim]
    booked: list[Claim]
    shown: list[Stretch]  # what the reader may see: the window, or a tenant's own stretches


@dataclass(frozen=True)
class Use:
    """All that was read for a window, which ends at ``now`` at the latest."""

    window: Stretch
    zone: tzinfo
    machines: list[Used]
    organisations: dict[int, Names]
    external: frozenset[int]

    def measure(self, machine: Used, spans: list[Stretch]) -> Measures:
        whole = spans == [self.window]
        cut = machine.pieces if whole else within(machine.pieces, spans)
        shares = {owner: tally(what) for owner, what in split(cut, machine.owners).items()}
        booked = [(claim.start, claim.end) for claim in machine.booked]
        length = sum((span.end - span.start for span in spans), timedelta(0))
        outside = (share.effective for owner, share in shares.items() if owner in self.external)
        return Measures.sum(shares.values()) + Measures(
            booked=sum((covered(booked, span) for span in spans), timedelta(0)),
            external=sum(outside, timedelta(0)),
            quota=quota(machine.quota_hours, length),
        )


class Row(NamedTuple):
    key: str
    name: str
    machines: int
    measures: Measures


Spans = Callable[[Used], list[Stretch]]


class Group(NamedTuple):
    """Some machines, and which stretches of each."""

    names: Names
    machines: list[Used]
    spans: Spans


def use(actor: Actor, start: datetime, end: datetime) -> Use:
    """What the actor may see of ``[start, end)``: all of it, or her organisation's own part.

    Names are in the reader's language. Raises SignedOut or NotAllowed.
    """
    everything = actor.may(Permission.SEE_UTILIZATION)
    if not everything and actor.organisation_id is None:
        actor.require(Permission.SEE_UTILIZATION)
    now = clock.now()
    window = Stretch(start, max(start, min(end, now)))
    rows = list(_machines(window, actor.facility if everything else None))
    organisations = list(Organisation.objects.all())
    return Use(
        window=window,
        zone=rows[0].facility.zone if rows else UTC,
        machines=list(_used(rows, window, now, None if everything else actor.organisation_id)),
        organisations={one.pk: Names(one.code, one.name) for one in organisations},
        external=frozenset(
            one.pk for one in organisations if one.kind != OrganisationKind.INTERNAL
        ),
    )


def groups(use: Use, by: str) -> list[Group]:
    """The groups of a table, in its order. ``by`` is one of ``BY``."""
    return {
        "equipment": _by_equipment,
        "class": _by_class,
        "organisation": _by_organisation,
        "month": _by_month,
        "hour": _by_hour,
    }[by](use)


def table(use: Use, by: str) -> list[Row]:
    """One row for each group; they add up to ``total``."""
    return [row(use, group) for group in groups(use, by)]


def row(use: Use, group: Group) -> Row:
    measures = Measures.sum(use.measure(one, group.spans(one)) for one in group.machines)
    return Row(*group.names, len(group.machines), measures)


def total(use: Use, rows: Iterable[Row]) -> Row:
    """All machines together, from the rows of any grouping."""
    measures = Measures.sum(one.measures for one in rows)
    return Row("", _("All"), len(use.machines), measures)


def total_group(use: Use) -> Group:
    return Group(Names("", _("All")), use.machines, lambda one: one.shown)


def _by_equipment(use: Use) -> list[Group]:
    return [Group(one.names, [one], lambda one: one.shown) for one in use.machines]


def _by_class(use: Use) -> list[Group]:
    classes: dict[Names, list[Used]] = defaultdict(list)
    for one in use.machines:
        classes[one.of].append(one)
    return [Group(of, machines, lambda one: one.shown) for of, machines in classes.items()]


def _by_organisation(use: Use) -> list[Group]:
    owners = {claim.owner for one in use.machines for claim in one.owners if claim.owner}
    found = []
    for owner in sorted(owners, key=lambda pk: use.organisations[pk].name):
        theirs = [one for one in use.machines if _owned(one, owner)]
        found.append(Group(use.organisations[owner], theirs, _Owned(owner)))
    rest = Group(Names("", _("Not booked")), use.machines, _unowned)
    return [*found, rest] if any(_unowned(one) for one in use.machines) else found


@dataclass(frozen=True)
class _Owned:
    owner: int

    def __call__(self, one: Used) -> list[Stretch]:
        return _owned(one, self.owner)


def _owned(one: Used, owner: int) -> list[Stretch]:
    mine = [Stretch(c.start, c.end) for c in one.owners if c.owner == owner]
    return _both(mine, one.shown)


def _unowned(one: Used) -> list[Stretch]:
    claimed = [claim for claim in one.owners if claim.owner]
    return [gap for span in one.shown for gap in unclaimed(_cut(claimed, span), span)]


def _cut(claims: Iterable[Claim], span: Stretch) -> list[Claim]:
    return [c for c in claims if c.start < span.end and c.end > span.start]


def _by_month(use: Use) -> list[Group]:
    found = []
    for month in _months(use.window, use.zone):
        label = f"{month.start.astimezone(use.zone):%Y-%m}"
        found.append(Group(Names(label, label), use.machines, _Within([month])))
    return found


def _by_hour(use: Use) -> list[Group]:
    """Monday's first hour to Sunday's last, each through all of the window's weeks."""
    spans: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
    for hour, place in clock_hours(use.window, use.zone):
        spans[place].append(hour)
    return [
        Group(names_of_hour(*place), use.machines, _Within(spans[place])) for place in sorted(spans)
    ]


def names_of_hour(day: int, hour: int) -> Names:
    """``Fri 15:00``; its key is ``5-15``, as ISO 8601 counts days."""
    return Names(f"{day + 1}-{hour:02}", f"{weekday_name(day)} {hour:02}:00")


@dataclass(frozen=True)
class _Within:
    spans: list[Stretch]

    def __call__(self, one: Used) -> list[Stretch]:
        return _both(one.shown, self.spans)


def _months(window: Stretch, zone: tzinfo) -> Iterator[Stretch]:
    first = window.start.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    number = 0
    while (start := first + relativedelta(months=number)) < window.end:
        number += 1
        end = first + relativedelta(months=number)
        yield Stretch(max(start, window.start), min(end, window.end))


def _both(spans: Iterable[Stretch], others: list[Stretch]) -> list[Stretch]:
    pairs = (Stretch(max(a.start, b.start), min(a.end, b.end)) for a in spans for b in others)
    return [both for both in pairs if both.start < both.end]


def _machines(window: Stretch, facility: Facility | None) -> QuerySet[Equipment]:
    """Machines that serve in the window, with the states that lie beyond its edges."""
    here = {} if facility is None else {"facility": facility}
    beyond = StateInterval.objects.filter(equipment=OuterRef("pk"))
    known = beyond.exclude(state=MachineState.OFFLINE)
    other = known.exclude(state=MachineState.CIP)
    past = {"end__lte": window.start}
    return (
        Equipment.objects.bookable_on(timezone.localdate(window.start))
        .filter(**here)
        .select_related("equipment_class", "area", "facility")
        .annotate(
            before=_state(known.filter(**past).order_by("-start")),
            origin=_state(other.filter(**past).order_by("-start")),
            after=_state(other.filter(start__gte=window.end).order_by("start")),
        )
        .order_by("equipment_class__position", "equipment_class_id", "tag")
    )


def _state(rows: QuerySet[StateInterval]) -> Subquery:
    return Subquery(rows.values("state")[:1])


def _used(rows: list[Any], window: Stretch, now: datetime, tenant: int | None) -> Iterator[Used]:
    ids = [one.pk for one in rows]
    intervals, booked, ran = _intervals(ids, window), _booked(ids, window), _ran(ids, window)
    shut = closures_of(rows, window)
    for one in rows:
        history = History(
            intervals.get(one.pk, []), _known(one.before), _known(one.origin), _known(one.after)
        )
        owners = layered(ran.get(one.pk, []), booked.get(one.pk, []))
        mine = [Stretch(c.start, c.end) for c in owners if c.owner == tenant]
        shown = [window] if tenant is None else _both(mine, [window])
        if not shown:
            continue
        of = one.equipment_class
        yield Used(
            pk=one.pk,
            names=Names(one.tag, one.tag),
            of=Names(of.code, of.name),
            quota_hours=of.quota_hours,
            pieces=pieces(history, window, now, shut[one.pk]),
            owners=owners if tenant is None else [c for c in owners if c.owner == tenant],
            booked=[c for c in booked.get(one.pk, []) if tenant in (None, c.owner)],
            shown=shown,
        )


def _known(state: str | None) -> MachineState | None:
    return _STATES[state] if state else None


def _intervals(ids: list[int], window: Stretch) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = defaultdict(list)
    rows = StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=window.start), equipment__in=ids, start__lt=window.end
    ).order_by("equipment", "start")
    for equipment, state, start, end in rows.values_list("equipment", "state", "start", "end"):
        found[equipment].append(Interval(_STATES[state], start, end))
    return found


def _booked(ids: list[int], window: Stretch) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Occupation.objects.standing(clock.now()).filter(
        machine__in=ids, kind__in=BOOKED, start__lt=window.end, end__gt=window.start
    )
    names = ("machine", "start", "end", "organisation")
    for machine, start, end, organisation in rows.order_by("start").values_list(*names):
        found[machine].append(Claim(start, end, organisation))
    return found


def _ran(ids: list[int], window: Stretch) -> dict[int, list[Claim]]:
    """What runs really took, which may be more than was booked."""
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Run.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=window.start),
        equipment__in=ids,
        started_at__lt=window.end,
    )
    names = ("equipment", "started_at", "ended_at", "organisation")
    for machine, start, end, organisation in rows.order_by("started_at").values_list(*names):
        if end is None or end > start:
            found[machine].append(Claim(start, end or window.end, organisation))
    return found
