"""Offers time that is free to whoever is first in line for it: a timed hold, all rules asked."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Q

from bookings import ledger
from bookings.cases import Asked, asked_for
from bookings.choices import BookingStatus, OccupationKind, StageStatus, WaitStatus
from bookings.events import SlotOffered
from bookings.models import Stage, WaitEntry
from bookings.policy.case import Wanted
from bookings.queries import local
from bookings.schemas.booking import BookingRequest, StageRequest
from bookings.schemas.waiting import OfferOut, WaitOut
from bookings.verdict import Held, next_free, weigh
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor, job
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.events import emit
from pilotbase.core.timespan import Span

OFFERED_FOR: Final = timedelta(hours=12)  # or to when its preparation begins, if that is sooner


def in_line(machines: Collection[int]) -> list[WaitEntry]:
    """Who waits for one of these machines, or any of their class, the first first."""
    classes = Equipment.objects.filter(pk__in=machines).values("equipment_class")
    any_of_them = Q(equipment=None, equipment_class__in=classes)
    rows = WaitEntry.objects.waiting().filter(Q(equipment__in=machines) | any_of_them)
    return list(rows.with_all()) if rows.exists() else []  # there seldom is anyone


def offer(machines: Collection[int]) -> int:
    """Offer what is free on these machines down the line. Returns how many were offered.

    A verb's step: it locks the machines, and whoever is displaced from them comes before all.
    """
    waiting = in_line(machines)
    if not waiting:
        return 0
    rows, _supplies = ledger.lock_all(machines)
    claimed = _claimed(rows.values())
    offered = 0
    for entry in waiting:
        if entry.equipment_class_id not in claimed:
            offered += _offer(entry, [row for row in rows.values() if _suits(entry, row)])
    return offered


def _claimed(machines: Iterable[Equipment]) -> set[int]:
    """Classes of which a displaced booking still needs a time: it has the first claim."""
    displaced = Stage.objects.filter(
        status=StageStatus.DISPLACED,
        equipment__equipment_class__in={machine.equipment_class_id for machine in machines},
        booking__status__in=(BookingStatus.DISPLACED, BookingStatus.IN_USE),
    )
    return set(displaced.values_list("equipment__equipment_class", flat=True))


def _suits(entry: WaitEntry, machine: Equipment) -> bool:
    if entry.equipment_id is not None:
        return entry.equipment_id == machine.pk
    return entry.equipment_class_id == machine.equipment_class_id


def _offer(entry: WaitEntry, machines: Iterable[Equipment]) -> bool:
    """The soonest time that fits on one of them, if any does."""
    found = [fit for machine in machines if (fit := _fit(entry, machine))]
    if not found:
        return False
    machine, wanted = min(found, key=lambda fit: (fit[1].run.start, fit[0].tag))
    entry.claim()
    if entry.status != WaitStatus.WAITING:
        return False
    now = clock.now()
    taking = ledger.Taking(
        machine,
        wanted.occupied,
        OccupationKind.HOLD,
        organisation=entry.organisation,
        draws=wanted.draws,
        lapses_at=min(now + OFFERED_FOR, wanted.occupied.start),
        note=str(entry),
    )
    entry.offer = ledger.take([taking])[0]
    entry.offered_start, entry.offered_end = wanted.run.start, wanted.run.end
    entry.become(WaitStatus.OFFERED)
    entry.save(update_fields=["offer", "offered_start", "offered_end", "status"])
    after = {"equipment": machine.tag, "run": wanted.run.model_dump(mode="json")}
    record(job("wait_list"), "waitentry.offered", entry, after=after)
    emit(SlotOffered(entry.pk))
    return True


def _fit(entry: WaitEntry, machine: Equipment) -> tuple[Equipment, Wanted] | None:
    """Where the run would fit soonest within its window, as of the day it was asked for."""
    start = max(entry.since, clock.now().replace(second=0, microsecond=0))
    run = Span.model_construct(start=start, end=start + entry.length)
    asked = asked_as(job("wait_list"), entry, machine.tag, run)
    held = Held(*ledger.lock_all([machine.pk], asked.utilities))
    free = next_free(asked, held)
    if free is None or free.end > entry.until:
        return None
    there = replace(asked, slots=(replace(asked.slots[0], run=free),))
    case, problems = weigh(job("wait_list"), there, held)
    return None if problems else (machine, case.stages[0])


def asked_as(actor: Actor, entry: WaitEntry, tag: str, run: Span) -> Asked:
    """What it asks for, as of when it came to the line; a tenant's own qualification counts."""
    theirs = entry.asked_by.memberships.filter(organisation=entry.organisation_id).exists()
    asked = asked_for(actor, request_of(entry, tag, run))
    person = actor.person_id or entry.asked_by_id if theirs else None
    return replace(asked, asked_at=entry.made_at, person=person)


def request_of(entry: WaitEntry, tag: str, run: Span) -> BookingRequest:
    stage = StageRequest(equipment=tag, run=run)
    return BookingRequest(project=entry.project.code, purpose=entry.purpose, stages=(stage,))


Line = Mapping[int, Sequence[int]]  # the places of those who wait, in order, by class


def the_line() -> Line:
    line: dict[int, list[int]] = {}
    for of, place in WaitEntry.objects.waiting().values_list("equipment_class", "pk"):
        line.setdefault(of, []).append(place)
    return line


def wait_out(entry: WaitEntry, line: Line | None = None) -> WaitOut:
    """Who tells of many reads the line once."""
    zone, run = entry.facility.zone, entry.offered_run
    window = Span.model_construct(start=entry.since, end=entry.until)
    offered = None
    if entry.is_offered(clock.now()) and entry.offer and entry.offer.lapses_at and run:
        tag, until = entry.offer.machine.tag, entry.offer.lapses_at.astimezone(zone)
        offered = OfferOut(equipment=tag, run=local(run, zone), until=until)
    places = (the_line() if line is None else line).get(entry.equipment_class_id, ())
    return WaitOut(
        id=entry.pk,
        status=WaitStatus(entry.status),
        project=entry.project.code,
        equipment=entry.equipment.tag if entry.equipment else None,
        equipment_class=entry.equipment_class.code,
        window=local(window, zone),
        hours=Decimal(entry.length // timedelta(minutes=1)) / 60,
        purpose=entry.purpose,
        ahead=bisect_left(places, entry.pk) if entry.status == WaitStatus.WAITING else 0,
        offer=offered,
        booking=entry.booking.number if entry.booking else None,
    )
