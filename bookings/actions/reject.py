"""Reject a request: say why, and its time is free again."""

from bookings import ledger
from bookings.approving import must_be_at, require_step, say
from bookings.choices import BookingStatus
from bookings.events import BookingEnded
from bookings.models import Booking
from bookings.placing import end
from bookings.schemas.booking import Rejection
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def reject(actor: Actor, number: str, version: int | None, request: Rejection) -> Booking:
    """Decline a request at the step that is the actor's. ``version`` is the one she has seen.

    Raises Missing, NotAllowed, Stale, WrongStatus when someone was quicker.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    step = require_step(actor, booking, request.step)
    ledger.lock_alone(booking.machines())
    before = booking.claim(version)
    must_be_at(booking, step)
    say(actor, booking, step, approved=False, reason=request.reason)
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
