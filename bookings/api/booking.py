"""Bookings for programs."""

from ninja import Header, Query, Router, Status

from bookings.actions.block_for_maintenance import block_for_maintenance
from bookings.actions.book import book
from bookings.actions.cancel import cancel
from bookings.actions.quote import quote, quote_out
from bookings.actions.quote_move import quote_move
from bookings.actions.reschedule import reschedule
from bookings.actions.split import split
from bookings.alternatives import alternatives_out
from bookings.cancelling import fees
from bookings.models import Booking
from bookings.proposing import proposal_out, proposals
from bookings.queries import (
    block_out,
    booking_out,
    bookings_of,
    cancellation_out,
    project_out,
)
from bookings.schemas.booking import (
    AlternativeOut,
    Block,
    BlockOut,
    BookingOut,
    BookingRequest,
    Cancellation,
    CancellationOut,
    ProjectOut,
    ProposalOut,
    QuoteOut,
    Rescheduling,
    Splitting,
)
from equipment.models import Equipment
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Bookings"])
Match = Header[Version | None]


@router.get("/projects", response={200: Page[ProjectOut], **REFUSALS})
def list_projects(request: ActedRequest, paging: Query[Paging]) -> object:
    rows = Project.objects.visible_to(request.actor).select_related("organisation", "facility")
    return page(rows, paging, project_out, newest_first=False)


@router.get("/bookings", response={200: Page[BookingOut], **REFUSALS})
def list_bookings(request: ActedRequest, paging: Query[Paging]) -> object:
    return page(bookings_of(request.actor), paging, booking_out)


@router.post("/bookings", response={201: BookingOut, **REFUSALS})
def create_booking(request: ActedRequest, payload: BookingRequest) -> Status[BookingOut]:
    return Status(201, booking_out(book(request.actor, payload)))


@router.post("/bookings/quote", response={200: QuoteOut, **REFUSALS})
def quote_booking(request: ActedRequest, payload: BookingRequest) -> QuoteOut:
    return quote_out(quote(request.actor, payload))


@router.get("/bookings/{number}", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def show_booking(request: ActedRequest, number: str) -> BookingOut:
    return booking_out(find(bookings_of(request.actor), number=number))


@router.patch("/bookings/{number}", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def change_booking(
    request: ActedRequest, number: str, payload: Rescheduling, if_match: Match = None
) -> BookingOut:
    return booking_out(reschedule(request.actor, number, if_match, payload))


@router.post("/bookings/{number}/split", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def split_booking(
    request: ActedRequest, number: str, payload: Splitting, if_match: Match = None
) -> BookingOut:
    return booking_out(split(request.actor, number, if_match, payload))


@router.get("/bookings/{number}/alternatives", response={200: list[AlternativeOut], **REFUSALS})
@finds(Booking, "number")
def list_alternatives(request: ActedRequest, number: str) -> list[AlternativeOut]:
    found = find(Booking.objects.visible_to(request.actor).with_project(), number=number)
    return alternatives_out(found)


@router.get("/bookings/{number}/cancellation", response={200: CancellationOut, **REFUSALS})
@finds(Booking, "number")
def quote_cancellation(request: ActedRequest, number: str) -> CancellationOut:
    booking = find(Booking.objects.visible_to(request.actor), number=number)
    return cancellation_out(fees(booking, request.actor, clock.now()))


@router.post("/bookings/{number}/quote", response={200: QuoteOut, **REFUSALS})
@finds(Booking, "number")
def quote_change(request: ActedRequest, number: str, payload: Rescheduling) -> QuoteOut:
    return quote_out(quote_move(request.actor, number, payload))


@router.post("/bookings/{number}/cancel", response={200: BookingOut, **REFUSALS})
@finds(Booking, "number")
def cancel_booking(
    request: ActedRequest, number: str, payload: Cancellation, if_match: Match = None
) -> BookingOut:
    return booking_out(cancel(request.actor, number, if_match, payload))


@router.post("/equipment/{tag}/blocks", response={201: BlockOut, **REFUSALS})
@finds(Equipment, "tag")
def block_equipment(request: ActedRequest, tag: str, payload: Block) -> Status[BlockOut]:
    return Status(201, block_out(block_for_maintenance(request.actor, tag, payload)))


@router.get("/equipment/{tag}/maintenance", response={200: list[ProposalOut], **REFUSALS})
@finds(Equipment, "tag")
def propose_maintenance(request: ActedRequest, tag: str) -> list[ProposalOut]:
    """What its plans ask for within a month, each with the latest time that is free for it."""
    machine = find(Equipment.objects.select_related("facility"), tag=tag)
    request.actor.require_to_read(Permission.BLOCK_MACHINE, at=machine.facility_id)
    return [proposal_out(one) for one in proposals(machine)]
