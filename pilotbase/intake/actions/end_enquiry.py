"""End an enquiry before it is a project: its organisation withdraws it, the plant declines it."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import OWNERS, EnquiryStatus, Side, StrainVerdict
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Ending


@verb
def end_enquiry(actor: Actor, number: str, version: int | None, ending: Ending) -> Enquiry:
    """A strain that waits for its review is sent back. Raises Missing, NotAllowed, Unconditional,
    Stale, and NotItsStep when it is over already.
    """
    enquiry = steps.found(actor, number)
    ours = steps.side_of(actor) == Side.PLANT
    permission = Permission.ANSWER_ENQUIRY if ours else Permission.ENQUIRE
    actor.require(permission, at=enquiry.facility_id if ours else None)
    steps.claim(enquiry, version, *OWNERS)
    waiting = enquiry.reviews.filter(verdict=StrainVerdict.WAITING)
    waiting.update(verdict=StrainVerdict.RETURNED, reason=ending.reason)
    status = EnquiryStatus.DECLINED if ours else EnquiryStatus.WITHDRAWN
    steps.enter(actor, enquiry, status, ending.reason)
    return enquiry
