"""Give samples to someone: the first of the two signatures of a hand-over."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.verbs import verb
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import CustodyEvent
from samples.schemas.sample import Relinquishing


@verb
def relinquish(actor: Actor, number: str, offer: Relinquishing) -> list[CustodyEvent]:
    """The first event is that of ``number``; others follow for ``offer.also``.

    Raises Missing, Invalid, NotAllowed, NotInHand and InHandover.
    """
    samples = handing.found(actor, number, offer.also)
    actor.require(Permission.HAND_OVER)
    receiver = handing.receiver(actor, samples, offer.to)
    samples = handing.locked(samples)
    handing.check_in_hand(actor, samples)
    at = handing.claimed(offer.at, samples)
    facts = handing.offer_facts(actor, offer)
    others = [receiver.user] * len(samples)
    return handing.write(samples, actor, CustodyType.RELINQUISHED, facts, at, others)
