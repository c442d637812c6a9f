"""Confirm that samples came, and how: the second signature of a hand-over."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.verbs import verb
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import CustodyEvent
from samples.schemas.sample import Receiving


@verb
def receive(actor: Actor, number: str, receiving: Receiving) -> list[CustodyEvent]:
    """Only for her to whom they were offered. A technician's receipt is the laboratory's.

    Raises Missing, Invalid, NotAllowed and NotOffered.
    """
    samples = handing.found(actor, number, receiving.also)
    actor.require(Permission.HAND_OVER)
    samples = handing.locked(samples)
    handing.check_offered(actor, samples)
    at = handing.claimed(receiving.at, samples)
    facts = handing.receipt_facts(actor, receiving)
    givers = [sample.custodian for sample in samples]
    return handing.write(samples, actor, CustodyType.RECEIVED, facts, at, givers)
