"""The wait list for programs."""

from ninja import Query, Router, Status

from bookings.actions.accept_offer import accept_offer
from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.leave_wait_list import leave_wait_list
from bookings.models import WaitEntry
from bookings.queries import booking_out
from bookings.schemas.booking import BookingOut
from bookings.schemas.waiting import WaitOut, WaitRequest
from bookings.waiting import the_line, wait_out
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Bookings"])


@router.get("/waiting", response={200: Page[WaitOut], **REFUSALS})
def list_waiting(request: ActedRequest, paging: Query[Paging]) -> object:
    rows = WaitEntry.objects.visible_to(request.actor).with_all()
    line = the_line()
    return page(rows, paging, lambda row: wait_out(row, line))


@router.post("/waiting", response={201: WaitOut, **REFUSALS})
def get_in_line(request: ActedRequest, payload: WaitRequest) -> Status[WaitOut]:
    return Status(201, wait_out(join_wait_list(request.actor, payload)))


@router.post("/waiting/{int:entry_id}/leave", response={200: WaitOut, **REFUSALS})
@finds(WaitEntry, "pk", "entry_id")
def leave_the_line(request: ActedRequest, entry_id: int) -> WaitOut:
    return wait_out(leave_wait_list(request.actor, entry_id))


@router.post("/waiting/{int:entry_id}/accept", response={201: BookingOut, **REFUSALS})
@finds(WaitEntry, "pk", "entry_id")
def take_what_is_offered(request: ActedRequest, entry_id: int) -> Status[BookingOut]:
    return Status(201, booking_out(accept_offer(request.actor, entry_id)))
