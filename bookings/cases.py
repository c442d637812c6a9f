"""Gathers what policy must know of a request: what was asked, the rules, and what stands already.

``asked_for`` reads what no lock protects; ``Asked.case`` then reads the rest, under the lock that
the caller holds, or without one for a quote.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Subquery

from bookings import ledger, pricing
from bookings.models import Booking, RateCard, RateLine, Stage
from bookings.policy.case import Approval as Leave
from bookings.policy.case import Case, Hours, Machine, Others, Rules, Supply, Wanted
from bookings.policy.utilities import Demand, draws_of
from bookings.schemas import BookingRequest
from equipment.choices import FeeUnit, UtilityPhase
from equipment.models import ClassDemand, Equipment, Utility
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import WorkingCalendar, calendar_of
from pilotbase.accounts.choices import PriceClass, ProjectStatus
from pilotbase.accounts.models import Facility, Project
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.timespan import Span


@dataclass(frozen=True)
class Slot:
    """One stage as it was asked for. ``field`` is its place in the body."""

    number: int
    field: str
    machine: int
    run: Span


@dataclass(frozen=True)
class Asked:
    """A request whose names are known. ``ignoring``: stages that give way to it, its own."""

    project: Project
    slots: tuple[Slot, ...]
    demands: Mapping[int, tuple[Demand, ...]]
    rates: Mapping[int, pricing.Rate]
    asked_at: datetime
    ignoring: tuple[int, ...] = ()

    @property
    def machines(self) -> set[int]:
        return {slot.machine for slot in self.slots}

    @property
    def utilities(self) -> set[int]:
        return {demand.utility for demands in self.demands.values() for demand in demands}

    def case(
        self,
        machines: Mapping[int, Equipment],
        supplies: Mapping[int, Utility],
        *,
        far: bool = False,
    ) -> Case:
        """The facts as they stand now; ``far`` reads all that is to come, to find a free time."""
        now, facility = clock.now(), self.project.facility
        stages = tuple(self._wanted(slot, machines[slot.machine]) for slot in self.slots)
        return Case(
            now=now,
            asked_at=self.asked_at,
            zone=facility.zone,
            calendar=_calendar(facility, machines.values()),
            approval=_leave(self.project),
            stages=stages,
            others=_others(stages, supplies, now, self.ignoring, far=far),
        )

    def line(self, machine: Equipment, occupied: Span) -> pricing.Line:
        """The price of a stage. There is one for each that policy has let pass."""
        rate = self.rates[machine.equipment_class_id]
        return pricing.line(occupied, rate, PriceClass(self.project.organisation.price_class))

    def _wanted(self, slot: Slot, machine: Equipment) -> Wanted:
        of = machine.equipment_class
        occupied = slot.run.widened(of.preparation, of.turnaround)
        return Wanted(
            number=slot.number,
            field=slot.field,
            machine=_machine(machine, self.project.facility),
            run=slot.run,
            occupied=occupied,
            draws=draws_of(self.demands.get(of.pk, ()), slot.run, occupied),
            has_price=of.pk in self.rates,
        )


def asked_for(actor: Actor, request: BookingRequest) -> Asked:
    """Raises Invalid for a project or machine that does not exist for the actor."""
    visible = Project.objects.visible_to(actor).select_related("organisation", "facility")
    project = refer(visible, "project", code=request.project)
    here = Equipment.objects.filter(facility=project.facility_id)
    tags = [stage.equipment for stage in request.stages]
    known, demands = _machines_and_demands(here.filter(tag__in=tags))
    for n, tag in enumerate(tags):
        if tag not in known:
            refer(here, f"stages.{n}.equipment", tag=tag)  # says it in the usual words
    slots = tuple(
        Slot(n + 1, f"stages.{n}", known[stage.equipment], stage.run)
        for n, stage in enumerate(request.stages)
    )
    now = clock.now()
    return Asked(project, slots, demands, rates_of(project, demands, now), now)


def _machines_and_demands(
    rows: QuerySet[Equipment],
) -> tuple[dict[str, int], dict[int, tuple[Demand, ...]]]:
    """By tag the machine's id, and by class its demands, read at once."""
    known: dict[str, int] = {}
    found: dict[int, dict[int, Demand]] = {}
    each = ("pk", "utility", "phase", "offset", "length", "amount")
    demanded = [f"equipment_class__demands__{name}" for name in each]
    for tag, machine, of, pk, utility, phase, *rest in rows.order_by().values_list(
        "tag", "pk", "equipment_class", *demanded
    ):
        known[tag] = machine
        of_class = found.setdefault(of, {})
        if pk is not None:
            of_class[pk] = Demand(utility, UtilityPhase(phase), *rest)
    demands = {of: tuple(one for _pk, one in sorted(all_.items())) for of, all_ in found.items()}
    return known, demands


def asked_again(
    booking: Booking, slots: tuple[Slot, ...], stages: Iterable[Stage], asked_at: datetime
) -> Asked:
    """What a booking that is there asks for: its own stages are not in its way."""
    classes = {stage.equipment.equipment_class_id for stage in stages}
    rates = rates_of(booking.project, classes, clock.now())
    own = tuple(stage.pk for stage in stages)
    return Asked(booking.project, slots, demands_of(classes), rates, asked_at, own)


def demands_of(classes: Collection[int]) -> dict[int, tuple[Demand, ...]]:
    """By class, what its machines draw."""
    found: dict[int, tuple[Demand, ...]] = {}
    rows = ClassDemand.objects.filter(equipment_class__in=classes).values_list(
        "pk", "equipment_class", "utility", "phase", "offset", "length", "amount"
    )
    for _pk, of, utility, phase, offset, length, amount in sorted(rows):
        demand = Demand(utility, UtilityPhase(phase), offset, length, amount)
        found[of] = (*found.get(of, ()), demand)
    return found


def rates_of(project: Project, classes: Collection[int], now: datetime) -> dict[int, pricing.Rate]:
    """By class, the rate on the card of the day on which it is booked or changed."""
    today = project.facility.local(now).date()
    cards = RateCard.objects.filter(facility=project.facility_id, valid_from__lte=today)
    newest = Subquery(cards.order_by("-valid_from").values("pk")[:1])
    rows = RateLine.objects.filter(card=newest, equipment_class__in=classes)
    return {
        of: pricing.Rate(FeeUnit(unit), amount, park, internal)
        for of, unit, amount, park, internal in rows.values_list(
            "equipment_class", "unit", "amount", "card__park_factor", "card__internal_factor"
        )
    }


def _machine(machine: Equipment, facility: Facility) -> Machine:
    of, area = machine.equipment_class, machine.area
    staffed = Hours(facility.staffed_from, facility.staffed_until, on_closed_days=False)
    return Machine(
        pk=machine.pk,
        tag=machine.tag,
        bookable=machine.bookable,
        max_containment=machine.max_containment,
        rules=Rules(of.shortest, of.longest, of.granularity, of.lead_days, of.horizon_days),
        opening=(
            Hours(facility.opens_at, facility.closes_at),
            Hours(area.opens_at, area.closes_at, area.open_on_closed_days),
        ),
        staffed=staffed if of.staffed_start else None,
        retired_from=min(filter(None, (machine.retired_from, of.retired_from)), default=None),
        out_since=machine.out_of_service_since,
        out_until=machine.out_of_service_until,
    )


def _calendar(facility: Facility, machines: Iterable[Equipment]) -> WorkingCalendar:
    """Holidays are read only where a rule asks for working days."""
    for machine in machines:
        of = machine.equipment_class
        if of.lead_days or of.staffed_start or not machine.area.open_on_closed_days:
            return calendar_of(facility)
    return WorkingCalendar(frozenset(map(int, facility.working_weekdays)))


def _leave(project: Project) -> Leave:
    granted = project.status == ProjectStatus.APPROVED
    return Leave(
        project.code, granted, project.containment, project.approved_from, project.approved_until
    )


def _others(
    stages: tuple[Wanted, ...],
    supplies: Mapping[int, Utility],
    now: datetime,
    ignoring: tuple[int, ...],
    *,
    far: bool,
) -> Others:
    draws = [draw for stage in stages for draw in stage.draws]
    if far:
        taken = ledger.ahead({stage.machine.pk for stage in stages}, now, ignoring)
        drawn = ledger.drawn({draw.utility for draw in draws}, (now, None), now, ignoring)
    else:
        taken = _clashes(stages, now, ignoring)
        drawn = _drawn_meanwhile(stages, now, ignoring)
    known = {pk: Supply(row.name, row.unit, row.capacity) for pk, row in supplies.items()}
    return Others(taken, drawn, known)


def _clashes(
    stages: tuple[Wanted, ...], now: datetime, ignoring: tuple[int, ...]
) -> dict[int, tuple[Span, ...]]:
    found: dict[int, tuple[Span, ...]] = {}
    for stage in stages:
        other = ledger.clash(stage.machine.pk, stage.occupied, now, ignoring)
        if other is not None:
            found[stage.machine.pk] = (*found.get(stage.machine.pk, ()), other.span)
    return found


def _drawn_meanwhile(
    stages: tuple[Wanted, ...], now: datetime, ignoring: tuple[int, ...]
) -> dict[int, tuple[ledger.Draw, ...]]:
    draws = [draw for stage in stages for draw in stage.draws]
    if not draws:
        return {}
    within = (min(draw.start for draw in draws), max(draw.end for draw in draws))
    return ledger.drawn({draw.utility for draw in draws}, within, now, ignoring)
