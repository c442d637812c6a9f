"""Take the time that the wait list holds: it becomes a booking."""

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.book import write
from bookings.choices import WaitStatus
from bookings.errors import WrongStatus
from bookings.events import BookingMade
from bookings.models import Booking, WaitEntry
from bookings.verdict import Held, pass_or_refuse
from bookings.waiting import asked_as, request_of
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def accept_offer(actor: Actor, entry_id: int) -> Booking:
    """Judged once more by every rule, as of the day on which she got in line.

    Raises Missing, NotAllowed, WrongStatus when the offer is over, Refused.
    """
    entry = find(WaitEntry.objects.visible_to(actor).with_all(), pk=entry_id)
    actor.require(Permission.BOOK)
    offer, run = entry.offer, entry.offered_run
    if offer is None or run is None:
        raise _over()
    asked = asked_as(actor, entry, offer.machine.tag, run)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    entry.claim()
    if entry.offer != offer or not entry.is_offered(clock.now()):
        raise _over()
    ledger.release([offer])
    case = pass_or_refuse(actor, "accept_offer", asked, held)
    request = request_of(entry, offer.machine.tag, run)
    booking = write(actor, request, asked, held, case)
    entry.become(WaitStatus.TAKEN)
    entry.booking = booking
    entry.save(update_fields=["status", "booking"])
    record(actor, "booking.made", booking, after=request.model_dump(mode="json"))
    record(actor, "waitentry.taken", entry, after={"booking": booking.number})
    emit(BookingMade(booking.pk))
    return booking


def _over() -> WrongStatus:
    return WrongStatus(_("Nothing is offered here any more."), code="offer_over")
