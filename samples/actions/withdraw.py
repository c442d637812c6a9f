"""Take an offer back before it was received."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from samples.choices import CustodyType, SampleStatus
from samples.custody import handing
from samples.errors import NotInHand, NotOffered
from samples.models import CustodyEvent, Sample
from samples.schemas.sample import Withdrawing


@verb
def withdraw(actor: Actor, number: str, command: Withdrawing) -> list[CustodyEvent]:
    """Raises Missing, Invalid, NotAllowed, NotOffered and NotInHand."""
    samples = handing.found(actor, number, command.also)
    actor.require(Permission.HAND_OVER)
    samples = handing.locked(samples)
    for sample in samples:
        _check_mine(actor, sample)
    facts = {"reason": command.reason} if command.reason else {}
    others = [sample.offered_to for sample in samples]
    return handing.write(samples, actor, CustodyType.WITHDRAWN, facts, clock.now(), others)


def _check_mine(actor: Actor, sample: Sample) -> None:
    if sample.status != SampleStatus.IN_HANDOVER:
        raise NotOffered(_("%(number)s is not being handed over.") % {"number": sample.number})
    if sample.custodian_id != actor.person_id:
        raise NotInHand(
            _("Only who is handing %(number)s over can take it back.") % {"number": sample.number}
        )
