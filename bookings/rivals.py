"""What a decision does to others: requests that want a machine at the same time."""

from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Stage
from bookings.schemas.booking import RivalOut
from pilotbase.core import clock


def rivals(booking: Booking) -> list[Booking]:
    """Requests that can no more be approved once this one is, the first asked first."""
    mine = booking.planned_stages()
    theirs = Stage.objects.filter(
        status=StageStatus.PLANNED,
        equipment__in={stage.equipment_id for stage in mine},
        booking__status=BookingStatus.REQUESTED,
        booking__expires_at__gt=clock.now(),
    ).exclude(booking=booking)
    found: dict[int, Booking] = {}
    for other in theirs.select_related("booking__organisation").order_by("booking__asked_at", "pk"):
        if any(_meet(stage, other) for stage in mine):
            found.setdefault(other.booking_id, other.booking)
    return list(found.values())


def _meet(one: Stage, other: Stage) -> bool:
    taken = other.occupied
    same = one.equipment_id == other.equipment_id
    return same and one.occupied.overlaps(taken.start, taken.end)


def rivals_out(booking: Booking) -> list[RivalOut]:
    zone = booking.facility.zone
    return [
        RivalOut(
            booking=one.number,
            organisation=one.organisation.code,
            asked_at=one.asked_at.astimezone(zone),
        )
        for one in rivals(booking)
    ]
