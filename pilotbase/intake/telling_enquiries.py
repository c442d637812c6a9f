"""Puts enquiries into the shapes that programs are told."""

from typing import Any

from pilotbase.accounts.choices import Containment
from pilotbase.core import clock
from pilotbase.intake.choices import OWNER_WORDS, EnquiryStatus
from pilotbase.intake.models import Document, Enquiry, EnquiryStep, StrainReview
from pilotbase.intake.schemas.enquiry import (
    DocumentOut,
    EnquiryOut,
    EnquiryShown,
    ReviewOut,
    StepOut,
)

_SAME = (
    *("number", "version", "status", "due_on", "asked_at", "title", "wants", "need"),
    *("service_type", "product_field", "organism", "gmo", "wished_from"),
)


def enquiry_out(enquiry: Enquiry) -> EnquiryOut:
    return EnquiryOut(**_facts(enquiry))


def enquiry_shown(enquiry: Enquiry) -> EnquiryShown:
    people = ("tenant_by", "plant_by")
    return EnquiryShown(
        **_facts(enquiry),
        documents=[document_out(one) for one in enquiry.documents.select_related(*people)],
        reviews=[_review(one) for one in enquiry.reviews.all()],
        steps=[_step(one) for one in enquiry.steps.select_related("by")],
    )


def document_out(document: Document) -> DocumentOut:
    names = ("kind", "name", "size", "sha256", "added_at")
    return DocumentOut(
        id=document.pk,
        accepted_by_tenant=document.tenant_by.name if document.tenant_by else None,
        accepted_by_plant=document.plant_by.name if document.plant_by else None,
        replaced=document.replaced_at is not None,
        **{name: getattr(document, name) for name in names},
    )


def _facts(enquiry: Enquiry) -> dict[str, Any]:
    owner = OWNER_WORDS.get(EnquiryStatus(enquiry.status))
    return {
        **{name: getattr(enquiry, name) for name in _SAME},
        "overdue": enquiry.overdue(clock.today()),
        "waits_for": None if owner is None else str(owner),
        "organisation": enquiry.organisation.code if enquiry.organisation else None,
        "asked_by": enquiry.asker,
        "project": enquiry.project.code if enquiry.project else None,
    }


def _review(review: StrainReview) -> ReviewOut:
    names = ("organism", "strain", "gmo", "answers", "note", "verdict", "valid_until", "reason")
    level = review.containment
    return ReviewOut(
        asked_containment=Containment(review.asked_containment).label,
        containment=None if level is None else Containment(level).label,
        **{name: getattr(review, name) for name in names},
    )


def _step(step: EnquiryStep) -> StepOut:
    return StepOut(
        status=EnquiryStatus(step.status),
        at=step.at,
        by=step.by.name if step.by else None,
        due_on=step.due_on,
        reason=step.reason,
    )
