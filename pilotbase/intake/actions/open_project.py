"""Open the project that an enquiry becomes, approved within its limits: now it may book."""

from django.utils.translation import gettext as _

from equipment.models import EquipmentClass
from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.actions.save_project import save_project
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import ProjectData, ProjectDecision
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import EnquiryStatus, StrainVerdict
from pilotbase.intake.models import Enquiry, StrainReview
from pilotbase.intake.schemas.enquiry import Opening


@verb
def open_project(actor: Actor, number: str, version: int | None, opening: Opening) -> Enquiry:
    """What was reviewed is what the project may do; it is approved no longer than the review is.

    Raises Missing, NotAllowed, Unconditional, Stale, NotItsStep, Exists for a code that is taken,
    and Invalid for an unknown class or a day that the review does not reach.
    """
    enquiry = steps.found(actor, number)
    actor.require(Permission.ANSWER_ENQUIRY, at=enquiry.facility_id)
    steps.claim(enquiry, version, EnquiryStatus.PROJECT)
    review = enquiry.reviews.filter(verdict=StrainVerdict.APPROVED).latest("pk")
    _check(actor, review, opening)
    project = save_project(actor, _data(enquiry, review, opening))
    decision = ProjectDecision(
        status=ProjectStatus.APPROVED,
        approved_from=clock.today(),
        approved_until=opening.approved_until,
        limits=opening.limits,
        reason=opening.reason,
    )
    enquiry.project = decide_project(actor, project.code, project.version, decision)
    steps.enter(actor, enquiry, EnquiryStatus.APPROVED, opening.reason)
    return enquiry


def _check(actor: Actor, review: StrainReview, opening: Opening) -> None:
    for code in opening.limits.classes:
        refer(here(actor, EquipmentClass.objects.all()), "limits", code=code)
    if opening.approved_until <= clock.today():
        raise Invalid(_("It is approved until a day to come."), field="approved_until")
    if review.valid_until is not None and review.valid_until < opening.approved_until:
        sentence = _("The strain is approved only until %(day)s.")
        raise Invalid(sentence % {"day": review.valid_until.isoformat()}, field="approved_until")


def _data(enquiry: Enquiry, review: StrainReview, opening: Opening) -> ProjectData:
    if enquiry.organisation is None:
        raise Project.DoesNotExist("an enquiry of nobody does not come this far")
    return ProjectData.model_validate(
        {
            "code": opening.code,
            "organisation": enquiry.organisation.code,
            "title": opening.title,
            "service_type": enquiry.service_type,
            "product_field": enquiry.product_field,
            "containment": review.containment,
            "organism": review.organism,
            "strain": review.strain,
            "gmo": review.gmo,
        }
    )
