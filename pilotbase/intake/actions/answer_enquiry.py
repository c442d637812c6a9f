"""Answer whether it can be done here: on to the agreements, or declined with a reason."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Answer


@verb
def answer_enquiry(actor: Actor, number: str, version: int | None, answer: Answer) -> Enquiry:
    """A visitor's becomes an organisation's when it goes on: register hers first.

    Raises Missing, NotAllowed, Unconditional, Stale, NotItsStep, and Invalid without one.
    """
    enquiry = steps.found(actor, number)
    actor.require(Permission.ANSWER_ENQUIRY, at=enquiry.facility_id)
    steps.claim(enquiry, version, EnquiryStatus.RECEIVED)
    if not answer.feasible:
        steps.enter(actor, enquiry, EnquiryStatus.DECLINED, answer.text)
        return enquiry
    if enquiry.organisation is None:
        enquiry.organisation = _organisation(answer.organisation)
    steps.enter(actor, enquiry, EnquiryStatus.AGREEMENTS, answer.text)
    return enquiry


def _organisation(code: str) -> Organisation:
    if not code:
        sentence = _("A visitor asked: say which organisation it is; register it first if need be.")
        raise Invalid(sentence, field="organisation")
    serving = Organisation.objects.exclude(retired_from__lte=clock.today())
    return refer(serving, "organisation", code=code)
