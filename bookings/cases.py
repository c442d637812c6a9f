"""Gathers what policy must know of a request: what was asked, the rules, and what stands already.

``asked_for`` reads what no lock protects; ``Asked.case`` then reads the rest, under the lock that
the caller holds, or without one for a quote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from bookings import pricing
from bookings.attending import best_level, named, partners
from bookings.choices import QuotaWindow
from bookings.conduct import barred_until
from bookings.limits import (
    ahead_of,
    busy_in,
    capacities_for,
    have_quotas,
    leave_of,
    limits_for,
    owner_of,
    peaks_for,
    places_of,
    shared_in,
    used_by,
    uses_of,
)
from bookings.models import Booking, Stage
from bookings.neighbours import beside, idle_since
from bookings.others import others_of
from bookings.owed import overdue
from bookings.policy.case import Case, Hours, Machine, Rules, Wanted
from bookings.policy.quotas import counted_in
from bookings.policy.utilities import Demand, draws_of
from bookings.rulebook import DOCUMENTS, Documents, changes_of, hold_of, narrowed, read
from bookings.schemas.booking import BookingRequest
from equipment.choices import FeeUnit, QualificationLevel, UtilityPhase
from equipment.models import Equipment, Utility
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import WorkingCalendar, calendar_of
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Facility, Project
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.timespan import Span

Terms = tuple[Mapping[int, tuple[Demand, ...]], Mapping[int, pricing.Rate], Mapping[int, Documents]]


@dataclass(frozen=True)
class Slot:
    """One stage as it was asked for. ``field`` is its place in the body."""

    number: int
    field: str
    machine: int
    run: Span
    begun: bool = False
    was: Span | None = None  # where it is now, when it is to move
    margins: tuple[timedelta, timedelta] | None = None  # instead of what the rules ask


@dataclass(frozen=True)
class Asked:
    """A request whose names are known. ``ignoring``: stages that give way to it, its own."""

    project: Project
    slots: tuple[Slot, ...]
    demands: Mapping[int, tuple[Demand, ...]]
    rates: Mapping[int, pricing.Rate]
    documents: Mapping[int, Documents]
    asked_at: datetime
    ignoring: tuple[int, ...] = ()
    booking: int | None = None
    person: int | None = None  # whose qualification counts; None: the plant's own people work
    beside: tuple[int, ...] | None = None  # and of whom else; None: of who takes part already

    @property
    def has_quotas(self) -> bool:
        """Whether something is counted that an organisation's other requests count too."""
        bounds = self.project.bounds
        return (
            have_quotas(self.documents) or bounds.hours is not None or bounds.bookings is not None
        )

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
        levels = self._levels(machines)
        stages = tuple(
            self._wanted(slot, machines[slot.machine], supplies, levels.get(slot.number), far=far)
            for slot in self.slots
        )
        case = Case(
            now=now,
            asked_at=self.asked_at,
            zone=facility.zone,
            calendar=_calendar(facility, stages),
            approval=leave_of(self.project),
            stages=stages,
            others=others_of(stages, supplies, now, self.ignoring, far=far),
            booking=self.booking,
            barred_until=None if self.booking else barred_until(self.person, facility, now),
            limits=limits_for(owner_of(self.project), machines.values(), self.documents),
            peaks=peaks_for(machines.values(), self.documents),
            owner=self.project.organisation.name,
            capacities=capacities_for(machines.values(), self.documents),
        )
        return self._counted(case, far=far)

    def _counted(self, case: Case, *, far: bool) -> Case:
        """With what quotas, capacities and the project's limits count: each is read only where
        there is one."""
        others, leave, now = case.others, case.approval, case.now
        if case.limits:
            others = replace(others, **self._uses(case, far=far))
        if case.capacities:
            first = min(stage.occupied.start for stage in case.stages)
            last = None if far else max(stage.occupied.end for stage in case.stages)
            busy = busy_in(case.capacities, (first, last), now, self.ignoring)
            others = replace(others, busy=busy)
        if case.peaks:
            of = self.project.organisation_id
            peaks, shared = shared_in(case, of, self.ignoring, far=far)
            case, others = replace(case, peaks=peaks), replace(others, shared=shared)
        if leave.hours is not None or leave.bookings is not None:
            used, booked = used_by(self.project, now, self.ignoring, self.booking)
            leave = replace(leave, used=used, booked=booked)
        changing = [(s.machine.pk, s.occupied) for s in case.stages if s.machine.changes]
        near = beside(changing, now, self.ignoring, far=far)
        others = replace(others, neighbours=near)
        days = {s.machine.rules.unpaid.days for s in case.stages if s.machine.rules.unpaid}
        owed = overdue(self.project.organisation_id, days, now)
        return replace(case, others=others, approval=leave, owed=owed)

    def _uses(self, case: Case, *, far: bool) -> dict[str, Any]:
        """What the limits count: in windows, and still to come."""
        found: dict[str, Any] = {}
        ahead = [limit for limit in case.limits if limit.each == QuotaWindow.AHEAD]
        if ahead:
            found["ahead"] = ahead_of(ahead, self.project, case.now, self.booking)
        within = counted_in(case)
        if within:
            of, span = self.project.organisation_id, (within[0], None if far else within[1])
            found["uses"] = uses_of(of, span, case.now, self.ignoring)
        return found

    def line(self, machine: Equipment, occupied: Span) -> pricing.Line:
        """The price of a stage. There is one for each that policy has let pass."""
        rate = self.rates[machine.equipment_class_id]
        return pricing.line(occupied, rate, PriceClass(self.project.organisation.price_class))

    def _levels(self, machines: Mapping[int, Equipment]) -> dict[int, QualificationLevel]:
        """By stage what the person may do there on its day, where its class asks for it."""
        found: dict[int, QualificationLevel] = {}
        of = {pk: machine.equipment_class for pk, machine in machines.items()}
        for slot in self.slots:
            if not of[slot.machine].needs_qualification:
                continue
            if self.person is None:
                found[slot.number] = QualificationLevel.ASSISTED
                continue
            day = self.project.facility.local(slot.run.start).date()
            others = partners(self.booking) if self.beside is None else self.beside
            level = best_level([self.person, *others], of[slot.machine].pk, day)
            if level is not None:
                found[slot.number] = level
        return found

    def _occupied(self, slot: Slot, rules: Rules, *, far: bool) -> Span:
        """The run with preparation and turnaround; with more of it before, where the machine
        stays idle for longer than it stays clean. ``far``: as if it did, wherever it comes."""
        if slot.margins is not None:
            return slot.run.widened(*slot.margins)
        plain = slot.run.widened(rules.preparation, rules.turnaround)
        hold = hold_of(self.documents.get(slot.machine, ()))
        if hold is None:
            return plain
        longest, cleaning = hold
        cleaned = slot.run.widened(rules.preparation + cleaning, rules.turnaround)
        if far:
            return cleaned
        since = idle_since(slot.machine, plain.start, clock.now(), self.ignoring)
        return plain if since is not None and plain.start - since <= longest else cleaned

    def _wanted(
        self,
        slot: Slot,
        machine: Equipment,
        supplies: Mapping[int, Utility],
        level: QualificationLevel | None,
        *,
        far: bool,
    ) -> Wanted:
        """A utility that has retired by then is drawn on no more."""
        of, facility = machine.equipment_class, self.project.facility
        documents = self.documents.get(machine.pk, ())
        rules = narrowed(of, documents)
        occupied = self._occupied(slot, rules, far=far)
        facts = replace(
            machine_facts(machine, facility, rules),
            calibrated_until=machine.valid_until,
            changes=changes_of(documents),
        )
        if level == QualificationLevel.ASSISTED:
            facts = replace(facts, staffed=_staffed(facility))
        return Wanted(
            number=slot.number,
            field=slot.field,
            machine=facts,
            level=level,
            run=slot.run,
            occupied=occupied,
            draws=tuple(
                draw
                for draw in draws_of(self.demands.get(of.pk, ()), slot.run, occupied)
                if supplies[draw.utility].serves_on(facility.local(draw.end).date())
            ),
            has_price=of.pk in self.rates,
            begun=slot.begun,
            was=slot.was,
            shortened=slot.margins is not None,
        )


def asked_for(actor: Actor, request: BookingRequest) -> Asked:
    """Raises Invalid for a project or machine that does not exist for the actor."""
    related = ("organisation", "facility__conduct_terms")
    visible = Project.objects.visible_to(actor).select_related(*related).only(*_ASKED)
    project = refer(visible, "project", code=request.project)
    here = Equipment.objects.filter(facility=project.facility_id)
    tags = [stage.equipment for stage in request.stages]
    now = clock.now()
    known, terms = _terms(here.filter(tag__in=tags), project.facility.local(now).date())
    for n, tag in enumerate(tags):
        if tag not in known:
            refer(here, f"stages.{n}.equipment", tag=tag)  # says it in the usual words
    slots = tuple(
        Slot(n + 1, f"stages.{n}", known[stage.equipment], stage.run)
        for n, stage in enumerate(request.stages)
    )
    person = actor.person_id if actor.organisation_id is not None else None
    others = named(project.organisation_id, request.collaborators)
    return Asked(project, slots, *terms, now, person=person, beside=others)


def asked_again(
    booking: Booking, slots: tuple[Slot, ...], stages: Iterable[Stage], asked_at: datetime
) -> Asked:
    """What a booking that is there asks for: its own stages are not in its way."""
    machines = Equipment.objects.filter(pk__in={slot.machine for slot in slots})
    today = booking.project.facility.local(clock.now()).date()
    _known, terms = _terms(machines, today)
    own = tuple(stage.pk for stage in stages)
    return Asked(booking.project, slots, *terms, asked_at, own, booking.pk, booking.booked_by_id)


def _terms(machines: QuerySet[Equipment], today: date) -> tuple[dict[str, int], Terms]:
    """By tag the machine's id; by class what it draws and its newest rate; by machine the
    documents of rules about it: read at once.

    The rate is the class's on the newest card that is valid on the day on which it is booked or
    changed; a card that does not name a class leaves its rate as it was.
    """
    known: dict[str, int] = {}
    demands: dict[int, dict[int, Demand]] = {}
    rates: dict[int, tuple[date, pricing.Rate]] = {}
    documents: dict[int, Documents] = {}
    for tag, machine, of, *row in machines.order_by().values_list(*_TERMS):
        known[tag] = machine
        if machine not in documents:
            documents[machine] = read(row[11:])
        (pk, utility, phase, *draw), (since, unit, amount, *factors) = row[:6], row[6:11]
        drawn = demands.setdefault(of, {})
        if pk is not None:
            drawn[pk] = Demand(utility, UtilityPhase(phase), *draw)
        newest = rates.get(of)
        if since is not None and since <= today and (newest is None or newest[0] < since):
            rate = pricing.Rate(FeeUnit(unit), amount, pricing.Factors(*factors))
            rates[of] = (since, rate)
    in_order = {
        of: tuple(one for _pk, one in sorted(drawn.items())) for of, drawn in demands.items()
    }
    return known, (in_order, {of: rate for of, (_since, rate) in rates.items()}, documents)


# What the rules and the price of a request are read from.
_ASKED = (
    *("code", "status", "containment", "approved_from", "approved_until", "limits"),
    *("organism", "gmo", "solvent"),
    *(f"organisation__{name}" for name in ("price_class", "code", "name_zh", "name_en")),
    *(
        f"facility__{name}"
        for name in (
            *("time_zone", "opens_at", "closes_at", "working_weekdays"),
            *("staffed_from", "staffed_until"),
            *(f"conduct_terms__{term}" for term in ("block_at", "window_days", "block_days")),
        )
    ),
)
_TERMS = (
    *("tag", "pk", "equipment_class"),
    *(
        f"equipment_class__demands__{name}"
        for name in ("pk", "utility", "phase", "offset", "length", "amount")
    ),
    *(
        f"equipment_class__rates__{name}"
        for name in (
            *("card__valid_from", "unit", "amount"),
            *("card__park_factor", "card__internal_factor"),
        )
    ),
    *DOCUMENTS,
)


def machine_facts(machine: Equipment, facility: Facility, rules: Rules) -> Machine:
    of, area = machine.equipment_class, machine.area
    return Machine(
        pk=machine.pk,
        tag=machine.tag,
        bookable=machine.bookable,
        max_containment=machine.max_containment,
        rules=rules,
        opening=(
            Hours(facility.opens_at, facility.closes_at),
            Hours(area.opens_at, area.closes_at, area.open_on_closed_days),
        ),
        staffed=_staffed(facility) if of.staffed_start else None,
        needs_qualification=of.needs_qualification,
        retired_from=min(filter(None, (machine.retired_from, of.retired_from)), default=None),
        out_since=machine.out_of_service_since,
        out_until=machine.out_of_service_until,
        places=places_of(machine),
        of=of.code,
    )


def _staffed(facility: Facility) -> Hours:
    return Hours(facility.staffed_from, facility.staffed_until, on_closed_days=False)


def _calendar(facility: Facility, stages: Iterable[Wanted]) -> WorkingCalendar:
    """Holidays are read only where a rule asks for working days."""
    for machine in (stage.machine for stage in stages):
        always_open = all(hours.on_closed_days for hours in machine.opening)
        if machine.rules.lead_days or machine.staffed or not always_open:
            return calendar_of(facility)
    return WorkingCalendar(frozenset(map(int, facility.working_weekdays)))
