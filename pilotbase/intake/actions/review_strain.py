"""Decide on a declared strain: approve it at a level until a day, send it back, or refuse it."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.errors import Invalid
from pilotbase.core.verbs import verb
from pilotbase.intake import policy, steps
from pilotbase.intake.choices import EnquiryStatus, StrainVerdict
from pilotbase.intake.models import Enquiry, StrainReview
from pilotbase.intake.schemas.enquiry import StrainDecision

_NEXT = {
    StrainVerdict.APPROVED: EnquiryStatus.PROJECT,
    StrainVerdict.RETURNED: EnquiryStatus.DECLARATION,
    StrainVerdict.REFUSED: EnquiryStatus.DECLINED,
}


@verb
def review_strain(
    actor: Actor, number: str, version: int | None, decision: StrainDecision
) -> Enquiry:
    """Raises Missing, NotAllowed, Unconditional, Stale, NotItsStep.

    Raises Invalid for an approval that the answers do not allow, below the least level or over.
    """
    enquiry = steps.found(actor, number)
    actor.require(Permission.REVIEW_STRAIN, at=enquiry.facility_id)
    steps.claim(enquiry, version, EnquiryStatus.REVIEW)
    review = enquiry.reviews.get(verdict=StrainVerdict.WAITING)
    if decision.verdict == StrainVerdict.APPROVED:
        _check(review, decision)
        review.containment, review.valid_until = decision.containment, decision.valid_until
    review.verdict, review.reason = decision.verdict, decision.reason
    review.decided_at, review.decided_by = clock.now(), actor.person()
    review.save()
    steps.enter(actor, enquiry, _NEXT[decision.verdict], decision.reason)
    return enquiry


def _check(review: StrainReview, decision: StrainDecision) -> None:
    for question in policy.obstacles(review.answers):
        sentence = _("The answer to “%(question)s” stands in the way: send it back or refuse it.")
        raise Invalid(sentence % {"question": question.label}, field="verdict", code="unsafe")
    least = policy.least_containment(review.answers, gmo=review.gmo)
    if decision.containment is not None and decision.containment < least:
        sentence = _("These answers ask for %(level)s at least.")
        said = {"level": Containment(least).label}
        raise Invalid(sentence % said, field="containment", code="unsafe")
    if decision.valid_until is not None and decision.valid_until <= clock.today():
        raise Invalid(_("It is valid until a day to come."), field="valid_until")
