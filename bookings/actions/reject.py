"""Reject a request: say why, and its time is free again."""

from bookings import ledger
from bookings.choices import BookingStatus
from bookings.events import BookingEnded
from bookings.models import Booking
from bookings.placing import end
from bookings.schemas.booking import Rejection
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def reject(actor: Actor, number: str, version: int | None, request: Rejection) -> Booking:
    """Decline a request. ``version``, when given, is the one the actor has seen.

    Raises Missing, NotAllowed, Stale, WrongStatus.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.DECIDE_BOOKING)
    ledger.lock_alone(booking.machines())
    before = booking.claim(version)
    booking.decided_by, booking.decided_at = actor.user, clock.now()
    end(booking, BookingStatus.REJECTED, request.reason)
    record(
        actor,
        "booking.rejected",
        booking,
        before={"status": before},
        after={"status": booking.status},
        reason=request.reason,
    )
    emit(BookingEnded(booking.pk))
    return booking
