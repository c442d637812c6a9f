"""Bookings in the shapes that doors show: one row as JSON, and what a booking's machine was."""

from bookings.models import Booking, Stage
from bookings.schemas import BookingOut, StageOut
from pilotbase.core.schemas import Money


def booking_out(booking: Booking) -> BookingOut:
    """Takes one query when the booking was just read, none when an action just wrote it."""
    return BookingOut(
        number=booking.number,
        version=booking.version,
        status=booking.status,
        project=booking.project.code,
        purpose=booking.purpose,
        stages=[stage_out(stage) for stage in booking.all_stages],
        price=Money(amount=booking.price),
        made_at=booking.made_at,
        expires_at=booking.expires_at,
        ended_reason=booking.ended_reason,
    )


def stage_out(stage: Stage) -> StageOut:
    return StageOut(
        stage=stage.position,
        equipment=stage.equipment.tag,
        status=stage.status,
        run=stage.run,
        occupied=stage.occupied,
        price=Money(amount=stage.price),
    )
