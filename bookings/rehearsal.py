"""What rules would have said to the last quarter: to what was booked, and to what was refused.

Each request is judged as of when it was made, by what the documents say alone: under the rules in
force, and under those that are proposed for one place. Quotas count what had been asked for by
then. Reads only, in seven queries; nothing is locked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from bookings import policy
from bookings.cases import machine_facts
from bookings.choices import BookingStatus, QuotaWindow, RuleScope
from bookings.limits import (
    COUNTED,
    USE,
    Owner,
    have_quotas,
    limits_for,
    owner_of,
    peaks_for,
    places_of,
)
from bookings.models import Booking, Refusal, Stage
from bookings.places import Place
from bookings.policy.case import Approval, Case, Others, Places, Shared, Use, Wanted
from bookings.policy.windows import Window, window_of
from bookings.rulebook import Documents, documents_of, narrowed
from bookings.schemas.rules import HouseRules
from equipment.models import Equipment
from pilotbase.accounts.calendar import WorkingCalendar, calendar_of
from pilotbase.accounts.models import Facility
from pilotbase.core import clock
from pilotbase.core.timespan import Span

_STOOD: Final = (*COUNTED, BookingStatus.NO_SHOW)
_A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True)
class Request:
    """What was asked once: by whom, when, and which runs on which machines by id."""

    row: Booking | Refusal
    owner: Owner
    at: datetime
    runs: tuple[tuple[int, Span], ...]
    booking: int | None


@dataclass(frozen=True)
class Judged:
    """A request of the quarter, and what changes for it, by code."""

    row: Booking | Refusal
    machine: Equipment
    run: Span
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """``refused``: bookings that would have been; ``passed``: requests that would not have."""

    quarter: Window
    bookings: int
    refusals: int
    refused: tuple[Judged, ...]
    passed: tuple[Judged, ...]


class Rehearsal:
    """One proposal of rules for one place, before the last quarter."""

    def __init__(
        self, facility: Facility, scope: RuleScope, place: Place, rules: HouseRules
    ) -> None:
        self.facility, self.scope, self.place, self.rules = facility, scope, place, rules
        this = window_of(QuotaWindow.QUARTER, facility.zone, clock.now())
        eve = this.start - timedelta(days=1)
        self.quarter = window_of(QuotaWindow.QUARTER, facility.zone, eve)
        rows = Equipment.objects.filter(facility=facility)
        self.machines = {m.pk: m for m in rows.select_related("equipment_class", "area")}
        self.now = documents_of(rows)
        self.then = {pk: self._proposed(pk) for pk in self.machines}

    def preview(self) -> Preview:
        bookings, refusals = list(self._bookings()), list(self._refusals())
        refused, passed = [], []
        for asked in bookings:
            before, after = self._told(asked)
            if new := tuple(code for code in after if code not in before):
                refused.append(self._judged(asked, new))
        for asked in refusals:
            before, after = self._told(asked)
            if before and not after and set(asked.row.codes) <= set(before):  # type: ignore[union-attr]
                passed.append(self._judged(asked, before))
        return Preview(self.quarter, len(bookings), len(refusals), tuple(refused), tuple(passed))

    @cached_property
    def _concerned(self) -> list[int]:
        return [
            pk for pk, m in self.machines.items() if places_of(m).at(self.scope) == self.place.pk
        ]

    def _proposed(self, machine: int) -> Documents:
        """What would be said of the machine, the widest first."""
        said = dict(self.now[machine])
        if machine in self._concerned:
            said[self.scope] = self.rules
        return tuple((scope, said[scope]) for scope in RuleScope if scope in said)

    def _bookings(self) -> Iterator[Request]:
        rows = Booking.objects.filter(
            facility=self.facility, status__in=_STOOD, stages__equipment__in=self._concerned
        )
        rows = rows.filter(asked_at__gte=self.quarter.start, asked_at__lt=self.quarter.end)
        wanted = ("organisation", "project__organisation")
        found = rows.distinct().select_related(*wanted).prefetch_related("stages").order_by("pk")
        for row in found:
            runs = tuple((stage.equipment_id, stage.run) for stage in row.stages.all())
            yield Request(row, owner_of(row.project), row.asked_at, runs, row.pk)

    def _refusals(self) -> Iterator[Request]:
        """Requests for a booking; what a refusal kept says nothing of the project."""
        rows = Refusal.objects.filter(
            facility=self.facility, verb="book", equipment__in=self._concerned
        )
        rows = rows.filter(at__gte=self.quarter.start, at__lt=self.quarter.end)
        for row in rows.select_related("organisation").order_by("pk"):
            owner = Owner(row.organisation.code, row.organisation.name, "")
            run = Span.model_construct(start=row.start, end=row.end)
            yield Request(row, owner, row.at, ((row.equipment_id, run),), None)

    def _told(self, asked: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes against it: under the rules in force, and under the proposed ones."""
        before, after = (
            tuple(dict.fromkeys(p.code for p in policy.said_by_documents(case)))
            for case in (self._case(asked, self.now), self._case(asked, self.then))
        )
        return before, after

    def _case(self, asked: Request, documents: Mapping[int, Documents]) -> Case:
        machines = {pk: self.machines[pk] for pk, _run in asked.runs}
        concerned = {pk: documents[pk] for pk in machines}
        peaks = peaks_for(machines.values(), concerned)
        return Case(
            now=asked.at,
            asked_at=asked.at,
            zone=self.facility.zone,
            calendar=self._calendar,
            approval=Approval(asked.owner.project, granted=True, containment=0),
            stages=tuple(
                self._wanted(n, self.machines[pk], documents[pk], run)
                for n, (pk, run) in enumerate(asked.runs)
            ),
            others=Others(
                uses=self._uses(asked) if have_quotas(concerned) else (),
                shared=tuple(self._shared(asked)) if peaks else (),
            ),
            booking=asked.booking,
            limits=limits_for(asked.owner, machines.values(), concerned),
            peaks=tuple(replace(peak, machines=self._alike[peak.of]) for peak in peaks),
            owner=asked.owner.name,
        )

    def _wanted(self, n: int, machine: Equipment, documents: Documents, run: Span) -> Wanted:
        rules = narrowed(machine.equipment_class, documents)
        facts = machine_facts(machine, self.facility, rules)
        return Wanted(number=n + 1, field=f"stages.{n}", machine=facts, run=run, occupied=run)

    def _uses(self, asked: Request) -> tuple[Use, ...]:
        """What its organisation had asked for before."""
        mine = (asked.at, asked.booking or 0)
        uses = self._all_uses.get(asked.owner.organisation, ())
        return tuple(use for at, use in uses if (at, use.booking) < mine)

    def _shared(self, asked: Request) -> Iterator[Shared]:
        """What anyone had asked for before."""
        mine = (asked.at, asked.booking or 0)
        for code, uses in self._all_uses.items():
            ours = code == asked.owner.organisation
            for at, use in uses:
                if (at, use.booking) < mine:
                    yield Shared(use.places.of, use.start, use.end, ours=ours)

    @cached_property
    def _alike(self) -> Counter[int]:
        """By class how many machines it has."""
        return Counter(m.equipment_class_id for m in self.machines.values() if m.bookable)

    @cached_property
    def _all_uses(self) -> dict[str, list[tuple[datetime, Use]]]:
        """By organisation what it had, with when it was asked for: from a year before on."""
        rows = Stage.objects.filter(
            run_end__gt=self.quarter.start - _A_YEAR,
            booking__facility=self.facility,
            booking__status__in=_STOOD,
            booking__asked_at__lt=self.quarter.end,
        )
        found: dict[str, list[tuple[datetime, Use]]] = {}
        asked = ("booking__organisation__code", "booking__asked_at")
        for code, at, booking, project, *places, start, end in rows.order_by().values_list(
            *asked, *USE
        ):
            use = Use(booking, project, Places(*places), start, end)
            found.setdefault(code, []).append((at, use))
        return found

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return calendar_of(self.facility)

    def _judged(self, asked: Request, codes: tuple[str, ...]) -> Judged:
        """Told by its first run in the place."""
        pk, run = next(one for one in asked.runs if one[0] in self._concerned)
        return Judged(asked.row, self.machines[pk], run, codes)
