"""The chain of custody for programs: read it with its hashes, and sign what changes hands."""

from ninja import Router, Status

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.signing import check_pin
from pilotbase.core.access import find
from pilotbase.core.schemas import REFUSALS
from samples.actions.hand_over import hand_over
from samples.actions.receive import receive
from samples.actions.reject import reject
from samples.actions.relinquish import relinquish
from samples.actions.withdraw import withdraw
from samples.custody import handing
from samples.models import CustodyEvent, Sample
from samples.queries import chain_out, event_out
from samples.schemas.custody import (
    CustodyIn,
    HandedOver,
    Received,
    Rejected,
    Relinquished,
    Said,
    Withdrawn,
)
from samples.schemas.out import ChainOut, EventOut

router = Router(tags=["Custody"])


@router.get("/samples/{number}/custody", response={200: ChainOut, **REFUSALS})
@finds(Sample, "number")
def get_custody(request: ActedRequest, number: str) -> ChainOut:
    return chain_out(find(Sample.objects.visible_to(request.actor), number=number))


@router.post("/samples/{number}/custody", response={201: EventOut, **REFUSALS})
@finds(Sample, "number")
def add_custody(request: ActedRequest, number: str, payload: CustodyIn) -> Status[EventOut]:
    confirm(request.actor, number, payload.root)
    return Status(201, event_out(written(request.actor, number, payload.root)[0]))


def confirm(actor: Actor, number: str, said: Said) -> None:
    """A token with its scope is a confirmation; a session confirms by PIN what it signs."""
    actor.require(Permission.HAND_OVER)
    if isinstance(said, Withdrawn):
        return
    if actor.scopes is None or said.pin is not None:
        check_pin(actor.person(), said.pin)
    if isinstance(said, HandedOver):
        samples = handing.found(actor, number, said.also)
        receiver = handing.receiver(actor, samples, said.to).person()
        check_pin(receiver, said.receiver_pin, field="receiver_pin")


def written(actor: Actor, number: str, said: Said) -> list[CustodyEvent]:
    """The verb that the type names."""
    if isinstance(said, Relinquished):
        return relinquish(actor, number, said)
    if isinstance(said, Received):
        return receive(actor, number, said)
    if isinstance(said, Rejected):
        return reject(actor, number, said)
    if isinstance(said, HandedOver):
        return hand_over(actor, number, said)
    return withdraw(actor, number, said)
