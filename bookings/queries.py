"""Bookings in the shapes that programs read; the instants in them are plant time."""

from datetime import datetime, tzinfo

from django.db.models import Prefetch

from bookings.models import Booking, Occupation, Stage
from bookings.models.booking import BookingQuerySet
from bookings.schemas import BlockOut, BookingOut, ProjectOut, StageOut
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.schemas import Money
from pilotbase.core.timespan import Span


def bookings_of(actor: Actor) -> BookingQuerySet:
    """What exists for the actor, with all that ``booking_out`` shows."""
    stages = Prefetch("stages", Stage.objects.select_related("equipment"))
    rows: BookingQuerySet = Booking.objects.visible_to(actor)
    return rows.select_related("facility", "project").prefetch_related(stages)


def booking_out(booking: Booking) -> BookingOut:
    zone = booking.facility.zone
    return BookingOut(
        number=booking.number,
        version=booking.version,
        status=booking.status_now,
        project=booking.project.code,
        purpose=booking.purpose,
        stages=[stage_out(stage, zone) for stage in booking.all_stages],
        price=Money(amount=booking.price),
        made_at=booking.made_at.astimezone(zone),
        expires_at=booking.expires_at and booking.expires_at.astimezone(zone),
        ended_reason=booking.ended_reason,
    )


def stage_out(stage: Stage, zone: tzinfo) -> StageOut:
    return StageOut(
        stage=stage.position,
        equipment=stage.equipment.tag,
        status=stage.status,
        run=local(stage.run, zone),
        occupied=local(stage.occupied, zone),
        price=Money(amount=stage.price),
    )


def block_out(block: Occupation) -> BlockOut:
    zone = block.machine.facility.zone
    return BlockOut(
        id=block.pk, equipment=block.machine.tag, span=local(block.span, zone), note=block.note
    )


def project_out(project: Project) -> ProjectOut:
    today = project.facility.local(clock.now()).date()
    return ProjectOut(
        code=project.code,
        title=project.title,
        organisation=project.organisation.code,
        approved=project.approved_on(today),
        version=project.version,
    )


def local(span: Span, zone: tzinfo) -> Span:
    return Span.model_construct(start=_at(span.start, zone), end=_at(span.end, zone))


def _at(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone)
