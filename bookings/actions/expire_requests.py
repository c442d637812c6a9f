"""End the requests that nobody decided in time. A job's verb: done twice, it does nothing more."""

from bookings import ledger
from bookings.choices import BookingStatus
from bookings.events import BookingEnded
from bookings.models import Booking
from bookings.placing import end
from pilotbase.accounts.actor import Actor, job
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


def expire_requests() -> int:
    """How many expired. Each in a transaction of its own, so that one in trouble stops no other.

    Their time has been free since they lapsed: the ledger did not wait for this.
    """
    lapsed = Booking.objects.lapsed(clock.now()).order_by("pk").values_list("pk", flat=True)
    actor = job("expire_requests")
    return sum(_expire(actor, pk) for pk in list(lapsed))


@verb
def _expire(actor: Actor, pk: int) -> bool:
    booking = Booking.objects.with_project().get(pk=pk)
    ledger.lock_alone(booking.machines())
    before = booking.claim(None)
    if not booking.has_lapsed(clock.now()):  # decided or moved a moment ago
        return False
    end(booking, BookingStatus.EXPIRED)
    after = {"status": booking.status}
    record(actor, "booking.expired", booking, before={"status": before}, after=after)
    emit(BookingEnded(booking.pk))
    return True
