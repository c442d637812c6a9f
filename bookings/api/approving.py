"""What waits for the caller's approval, for programs; and what she decides."""

from ninja import Header, Query, Router

from bookings.actions.approve import approve
from bookings.actions.reject import reject
from bookings.approving import queue, require_one
from bookings.models import Booking
from bookings.queries import booking_out
from bookings.rivals import rivals_of, rivals_out
from bookings.schemas.booking import Approval, BookingOut, QueuedOut, Rejection
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Bookings"])
Match = Header[Version | None]


@router.get("/approvals", response={200: Page[QueuedOut], **REFUSALS})
def list_approvals(request: ActedRequest, paging: Query[Paging]) -> object:
    """Requests that are at the caller's step, each with what approving it would do to others."""
    require_one(request.actor)
    found = page(queue(request.actor), paging, lambda one: one, newest_first=False)
    rivals = rivals_of(found["items"], request.actor)
    return {**found, "items": [_queued_out(one, rivals[one.pk]) for one in found["items"]]}


@router.post("/bookings/{number}/approve", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def approve_booking(
    request: ActedRequest, number: str, payload: Approval, if_match: Match = None
) -> BookingOut:
    return booking_out(approve(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/reject", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def reject_booking(
    request: ActedRequest, number: str, payload: Rejection, if_match: Match = None
) -> BookingOut:
    return booking_out(reject(request.actor, number, if_match, payload))


def _queued_out(booking: Booking, rivals: list[Booking]) -> QueuedOut:
    return QueuedOut(
        **dict(booking_out(booking)),
        organisation=booking.organisation.code,
        rivals=rivals_out(rivals, booking.facility.zone),
    )
