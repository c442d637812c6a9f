"""Hand samples over with both people at one device: both signatures, in one act."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.verbs import verb
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import CustodyEvent
from samples.schemas.sample import HandOver


@verb
def hand_over(actor: Actor, number: str, handing_over: HandOver) -> list[CustodyEvent]:
    """The actor gives and the named person receives; the door asked for both PINs.

    Returns the receipts. Raises Missing, Invalid, NotAllowed, NotInHand and InHandover.
    """
    samples = handing.found(actor, number, handing_over.also)
    actor.require(Permission.HAND_OVER)
    receiver = handing.receiver(actor, samples, handing_over.to)
    samples = handing.locked(samples)
    handing.check_in_hand(actor, samples)
    at = handing.claimed(handing_over.at, samples)
    offer = handing.offer_facts(actor, handing_over)
    receipt = handing.receipt_facts(receiver, handing_over.receipt)
    takers, givers = [receiver.user] * len(samples), [actor.user] * len(samples)
    handing.write(samples, actor, CustodyType.RELINQUISHED, offer, at, takers)
    return handing.write(samples, receiver, CustodyType.RECEIVED, receipt, at, givers)
