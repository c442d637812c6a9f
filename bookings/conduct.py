"""Counts what speaks against a person's bookings: points, and until when they bar her."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bookings.choices import ViolationKind
from bookings.events import ViolationNoted
from bookings.models import Booking, ConductTerms, Stage, Violation
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Facility
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import sole
from pilotbase.core.events import emit

Points = Iterable[tuple[datetime, int]]  # when, and how many; the oldest first


def terms_of(facility: Facility) -> ConductTerms | None:
    """None where nobody has set any: then nothing counts."""
    found: ConductTerms | None = getattr(facility, "conduct_terms", None)
    return found


def barred_by(
    points: Points, block_at: int, window: timedelta, block: timedelta
) -> datetime | None:
    """Until when: counted from the last time at which so many stood within the window. Pure."""
    counted: list[tuple[datetime, int]] = []
    until = None
    for at, many in points:
        counted = [(when, n) for when, n in counted if when > at - window] + [(at, many)]
        if sum(n for _when, n in counted) >= block_at:
            until = at + block
    return until


def barred_until(person: int | None, facility: Facility, now: datetime) -> datetime | None:
    """One query, where the facility has terms; None: she may book."""
    terms = terms_of(facility) if person is not None else None
    if terms is None:
        return None
    window, block = timedelta(days=terms.window_days), timedelta(days=terms.block_days)
    rows = Violation.objects.counting().filter(
        user=person, facility=facility, at__gt=now - window - block
    )
    points = rows.order_by("at").values_list("at", "points")
    until = barred_by(points, terms.block_at, window, block)
    return until if until is not None and until > now else None


def points_of(person: int, facility: Facility, now: datetime) -> int:
    """How many count now."""
    terms = terms_of(facility)
    if terms is None:
        return 0
    rows = Violation.objects.counting().filter(
        user=person, facility=facility, at__gt=now - timedelta(days=terms.window_days)
    )
    return sum(rows.values_list("points", flat=True))


def note(actor: Actor, booking: Booking, stage: Stage, kind: ViolationKind) -> Violation | None:
    """Points for whoever booked it, as a tenant. A step of the verb that found it."""
    terms = sole(ConductTerms.objects.filter(facility=booking.facility_id))
    points = terms.points_for(kind) if terms else 0
    theirs = booking.booked_by.memberships.filter(organisation=booking.organisation_id)
    if not points or not theirs.exists():
        return None
    violation = Violation.objects.create(
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        user=booking.booked_by,
        stage=stage,
        kind=kind,
        points=points,
        at=clock.now(),
    )
    after = {"kind": kind, "points": points, "booking": booking.number}
    record(actor, "violation.noted", violation, after=after)
    emit(ViolationNoted(violation.pk))
    return violation


def note_late(actor: Actor, booking: Booking, stages: Iterable[Stage], now: datetime) -> None:
    """The first of the stages that its tenant gives up with too little notice."""
    terms = sole(ConductTerms.objects.filter(facility=booking.facility_id))
    if terms is None or actor.organisation_id != booking.organisation_id:
        return
    for stage in stages:
        if stage.occupied.start - now < terms.late_notice:
            note(actor, booking, stage, ViolationKind.LATE_CANCEL)
            return


def used_less_than_half(stage: Stage, started: datetime, ended: datetime) -> bool:
    """Whether it was booked for more than twice the time that was used."""
    return stage.run.length > 2 * (ended - started)
