"""Bookings that go to someone else, or another project; and what a decision does to others."""

from ninja import Header, Router

from bookings.actions.hand_over import hand_over
from bookings.actions.share import share
from bookings.actions.shorten import shorten
from bookings.actions.transfer import transfer
from bookings.actions.unshare import unshare
from bookings.models import Booking
from bookings.queries import booking_out
from bookings.rivals import rivals, rivals_out
from bookings.schemas.booking import (
    BookingOut,
    HandingOver,
    RivalOut,
    Sharing,
    Shortening,
    Transfer,
)
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Bookings"])
Match = Header[Version | None]


@router.post("/bookings/{number}/hand-over", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def hand_booking_over(
    request: ActedRequest, number: str, payload: HandingOver, if_match: Match = None
) -> BookingOut:
    return booking_out(hand_over(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/collaborators", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def add_collaborator(
    request: ActedRequest, number: str, payload: Sharing, if_match: Match = None
) -> BookingOut:
    return booking_out(share(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/collaborators/remove", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def remove_collaborator(
    request: ActedRequest, number: str, payload: Sharing, if_match: Match = None
) -> BookingOut:
    return booking_out(unshare(request.actor, number, if_match, payload))


@router.get("/bookings/{number}/rivals", response={200: list[RivalOut], **REFUSALS})
@finds(Booking, "number")
def list_rivals(request: ActedRequest, number: str) -> list[RivalOut]:
    """What approving it would make impossible."""
    found = Booking.objects.visible_to(request.actor).select_related("facility")
    booking = find(found, number=number)
    request.actor.require(Permission.SEE_BOOKINGS)
    return rivals_out(rivals(booking, request.actor), booking.facility.zone)


@router.post("/bookings/{number}/transfer", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def transfer_booking(
    request: ActedRequest, number: str, payload: Transfer, if_match: Match = None
) -> BookingOut:
    return booking_out(transfer(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/shorten", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def shorten_booking(
    request: ActedRequest, number: str, payload: Shortening, if_match: Match = None
) -> BookingOut:
    return booking_out(shorten(request.actor, number, if_match, payload))
