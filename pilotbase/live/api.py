"""Let a program open a socket: a ticket for its address, since its token never stands there."""

from datetime import datetime

from ninja import Router, Status

from pilotbase.accounts.http import ActedRequest
from pilotbase.core.schemas import REFUSALS, View
from pilotbase.live.tickets import give

router = Router(tags=["live"])


class Ticket(View):
    """For ``?ticket=`` of one socket."""

    ticket: str
    expires_at: datetime


@router.post("/socket-tickets", response={201: Ticket, **REFUSALS})
def give_ticket(request: ActedRequest) -> Status[Ticket]:
    """A ticket that opens one socket within 60 seconds."""
    bearer = request.headers.get("Authorization", "").partition(" ")[2]
    text, until = give(request.actor, bearer or None)
    return Status(201, Ticket(ticket=text, expires_at=until))
