"""Bookings that go to someone else, or another project, for programs."""

from ninja import Header, Router

from bookings.actions.hand_over import hand_over
from bookings.actions.transfer import transfer
from bookings.models import Booking
from bookings.queries import booking_out
from bookings.schemas import BookingOut, HandingOver, Transfer
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Bookings"])
Match = Header[Version | None]


@router.post("/bookings/{number}/hand-over", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def hand_booking_over(
    request: ActedRequest, number: str, payload: HandingOver, if_match: Match = None
) -> BookingOut:
    return booking_out(hand_over(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/transfer", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def transfer_booking(
    request: ActedRequest, number: str, payload: Transfer, if_match: Match = None
) -> BookingOut:
    return booking_out(transfer(request.actor, number, if_match, payload))
