"""What an enquiry's page shows its reader: the story, the files, and the step that is hers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.masterdata import offered
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.intake import policy
from pilotbase.intake.choices import OWNERS, DocumentKind, EnquiryStatus, Question, Reply, Side
from pilotbase.intake.forms.enquiry import (
    AnswerForm,
    DeclarationForm,
    DocumentForm,
    EndingForm,
    OpeningForm,
    ReviewForm,
)
from pilotbase.intake.models import Document, Enquiry, StrainReview
from pilotbase.intake.steps import side_of
from pilotbase.intake.story import tell

# The steps by form: where an enquiry stands, and what it takes to go on.
STEPS: Mapping[str, tuple[EnquiryStatus, Permission]] = {
    "answer": (EnquiryStatus.RECEIVED, Permission.ANSWER_ENQUIRY),
    "declare": (EnquiryStatus.DECLARATION, Permission.ENQUIRE),
    "review": (EnquiryStatus.REVIEW, Permission.REVIEW_STRAIN),
    "open": (EnquiryStatus.PROJECT, Permission.ANSWER_ENQUIRY),
}


@dataclass
class Desk:
    """An enquiry before its reader."""

    actor: Actor
    enquiry: Enquiry
    reviews: list[StrainReview]

    @property
    def side(self) -> Side:
        return side_of(self.actor)

    def require(self, name: str) -> None:
        """Raises NotAllowed for who may never take this step."""
        ours = Permission.ANSWER_ENQUIRY if self.side == Side.PLANT else Permission.ENQUIRE
        self.actor.require(STEPS[name][1] if name in STEPS else ours)

    def facts(self, bound: Mapping[str, Any]) -> dict[str, Any]:
        status = EnquiryStatus(self.enquiry.status)
        forms = {**forms_of(self.enquiry), "document": DocumentForm(), **bound}
        ours = Permission.ANSWER_ENQUIRY if self.side == Side.PLANT else Permission.ENQUIRE
        agreeing = status == EnquiryStatus.AGREEMENTS
        return {
            "enquiry": self.enquiry,
            "forms": forms,
            "step": self._step(status),
            "story": tell(self.enquiry),
            "documents": self._documents(),
            "reviews": [(one, _answers(one)) for one in self.reviews],
            "obstacles": self._obstacles(status),
            "least": self._least(status),
            "overdue": self.enquiry.overdue(clock.today()),
            "side": self.side,
            "may_add": agreeing and self.actor.may(ours),
            "may_accept": agreeing and self.actor.may(Permission.ACCEPT_AGREEMENT),
            "may_end": status in OWNERS and self.actor.may(ours),
        }

    def _step(self, status: EnquiryStatus) -> str:
        """The form that is hers to fill in now, or nothing."""
        mine = [n for n, (at, may) in STEPS.items() if at == status and self.actor.may(may)]
        return mine[0] if mine else ""

    def _documents(self) -> list[tuple[DocumentKind, Document | None, bool]]:
        """Of each kind the newest, and whether her side has accepted it."""
        people = ("tenant_by", "plant_by", "added_by")
        rows = self.enquiry.documents.current().select_related(*people)
        newest = {one.kind: one for one in rows}
        found = ((kind, newest.get(kind)) for kind in DocumentKind)
        return [(kind, one, bool(one and one.accepted_by(self.side))) for kind, one in found]

    def _obstacles(self, status: EnquiryStatus) -> list[Question]:
        if status != EnquiryStatus.REVIEW:
            return []
        return list(policy.obstacles(self.reviews[-1].answers))

    def _least(self, status: EnquiryStatus) -> Containment | None:
        if status != EnquiryStatus.REVIEW:
            return None
        last = self.reviews[-1]
        return policy.least_containment(last.answers, gmo=last.gmo)


def desk_of(actor: Actor, enquiry: Enquiry) -> Desk:
    people = ("declared_by", "decided_by")
    return Desk(actor, enquiry, list(enquiry.reviews.select_related(*people)))


def forms_of(enquiry: Enquiry, said: Any = None) -> dict[str, Any]:
    """A form for each step; ``said`` is what was filled in."""
    here = offered(EquipmentClass.objects.filter(facility=enquiry.facility_id))
    last = enquiry.reviews.order_by("pk").last()
    declared = vars(last) if last else {"organism": enquiry.organism, "gmo": enquiry.gmo}
    if last:
        declared = {**declared, **last.answers, "containment": last.asked_containment}
    review = {"containment": last.asked_containment} if last else {}
    return {
        "answer": AnswerForm(enquiry, said),
        "declare": DeclarationForm(said, initial=declared),
        "review": ReviewForm(said, initial=review),
        "open": OpeningForm(here, said, initial=OpeningForm.of(enquiry, last)),
        "end": EndingForm(said),
    }


def _answers(review: StrainReview) -> list[tuple[str, str]]:
    return [
        (str(question.label), str(Reply(review.answers[question]).label)) for question in Question
    ]
