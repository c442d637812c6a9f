"""Say whether a booking may go to other times, and what they cost: judged, and nothing is moved."""

from dataclasses import replace

from bookings.actions.quote import Quote, judged, read_only
from bookings.actions.reschedule import asked_to_move, asks_again, movable
from bookings.choices import BookingStatus
from bookings.models import Booking
from bookings.schemas.booking import Rescheduling
from bookings.verdict import weigh
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find


def quote_move(actor: Actor, number: str, request: Rescheduling) -> Quote:
    """Of the stages that would move; the others stay as they are. Reads only, and locks nothing.

    Raises Missing, NotAllowed, Invalid for an unknown name, WrongStatus for what cannot move.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    asked = asked_to_move(booking, request)
    held = read_only(asked, beside=booking.machines())
    movable(booking, request, held)
    case, problems = weigh(actor, asked, held, request.override)
    again = asks_again(actor, booking, asked, case, held)
    become = BookingStatus.REQUESTED if again else booking.status_now
    found = judged(asked, held, (case, problems), become)
    return replace(found, approvers=again.approvers if again else ())
