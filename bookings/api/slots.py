"""Programs ask which machine can be had for a need."""

from ninja import Router

from bookings.actions.find_slots import find_slots
from bookings.schemas.slots import Need, SlotsOut
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Bookings"])


@router.post("/bookings/slots", response={200: SlotsOut, **REFUSALS})
def list_slots(request: ActedRequest, payload: Need) -> SlotsOut:
    """Every machine of the plant, best first, with its first free time, and why it fits or not."""
    return find_slots(request.actor, payload)
