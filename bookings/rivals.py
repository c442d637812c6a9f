"""What a decision does to others: requests that want a machine at the same time."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Stage
from bookings.schemas.booking import RivalOut
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock


def rivals(booking: Booking, actor: Actor) -> list[Booking]:
    """Requests that can no more be approved once this one is, the first asked first."""
    return rivals_of([booking], actor)[booking.pk]


def rivals_of(bookings: Iterable[Booking], actor: Actor) -> dict[int, list[Booking]]:
    """The same by booking for many of them, in one query; of what the actor may see."""
    mine = {booking.pk: booking.planned_stages() for booking in bookings}
    theirs = Stage.objects.filter(
        status=StageStatus.PLANNED,
        equipment__in={stage.equipment_id for stages in mine.values() for stage in stages},
        booking__in=Booking.objects.visible_to(actor),
        booking__status=BookingStatus.REQUESTED,
        booking__expires_at__gt=clock.now(),
    )
    rows = theirs.select_related("booking__organisation").order_by("booking__asked_at", "pk")
    others = list(rows)
    return {pk: _met(pk, stages, others) for pk, stages in mine.items()}


def _met(mine: int, stages: Sequence[Stage], others: Iterable[Stage]) -> list[Booking]:
    found: dict[int, Booking] = {}
    for other in others:
        if other.booking_id != mine and any(_meet(stage, other) for stage in stages):
            found.setdefault(other.booking_id, other.booking)
    return list(found.values())


def _meet(one: Stage, other: Stage) -> bool:
    taken = other.occupied
    same = one.equipment_id == other.equipment_id
    return same and one.occupied.overlaps(taken.start, taken.end)


def rivals_out(found: Iterable[Booking], zone: tzinfo) -> list[RivalOut]:
    return [
        RivalOut(
            booking=one.number,
            organisation=one.organisation.code,
            asked_at=one.asked_at.astimezone(zone),
        )
        for one in found
    ]
