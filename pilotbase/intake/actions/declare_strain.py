"""Declare organism and strain, and answer the biosafety checklist: on to the review."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.models import Enquiry, StrainReview
from pilotbase.intake.schemas.enquiry import Declaration


@verb
def declare_strain(
    actor: Actor, number: str, version: int | None, declaration: Declaration
) -> Enquiry:
    """Each declaration is a round of its own: what was sent back stays as it was.

    Raises Missing, NotAllowed, Unconditional, Stale, NotItsStep.
    """
    enquiry = steps.found(actor, number)
    actor.require(Permission.ENQUIRE)
    steps.claim(enquiry, version, EnquiryStatus.DECLARATION)
    said = declaration.model_dump(mode="json", exclude={"containment"})
    StrainReview.objects.create(
        enquiry=enquiry,
        asked_containment=declaration.containment,
        declared_at=clock.now(),
        declared_by=actor.person(),
        **said,
    )
    steps.enter(actor, enquiry, EnquiryStatus.REVIEW)
    return enquiry
