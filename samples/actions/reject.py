"""Refuse samples on receipt, saying what is wrong: they stay with who brought them."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.verbs import verb
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import CustodyEvent
from samples.schemas.sample import Rejecting


@verb
def reject(actor: Actor, number: str, rejecting: Rejecting) -> list[CustodyEvent]:
    """Only for her to whom they were offered. Raises Missing, Invalid, NotAllowed, NotOffered."""
    samples = handing.found(actor, number, rejecting.also)
    actor.require(Permission.HAND_OVER)
    samples = handing.locked(samples)
    handing.check_offered(actor, samples)
    at = handing.claimed(rejecting.at, samples)
    facts = handing.receipt_facts(actor, rejecting)
    givers = [sample.custodian for sample in samples]
    return handing.write(samples, actor, CustodyType.REJECTED, facts, at, givers)
