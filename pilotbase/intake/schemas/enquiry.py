"""What one says to take an enquiry on, and what programs are told of it."""

from datetime import date, datetime
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from pilotbase.accounts.choices import Containment, ProductField, ServiceType
from pilotbase.accounts.schemas import Email, ProjectLimits, Short
from pilotbase.core.schemas import Code, Command, Name, Note, Text, View
from pilotbase.intake.choices import DocumentKind, EnquiryStatus, Question, Reply, StrainVerdict

Reason = Annotated[Text, Field(min_length=1, max_length=2000)]
Title = Annotated[Text, Field(min_length=1, max_length=160)]
ProjectCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$")]


def _whole(answers: dict[Question, Reply]) -> dict[Question, Reply]:
    if set(answers) != set(Question):
        raise ValueError(_("Answer every question of the checklist."))
    return answers


def _decided(verdict: StrainVerdict) -> StrainVerdict:
    if verdict == StrainVerdict.WAITING:
        raise ValueError(_("Approve it, send it back or refuse it."))
    return verdict


class Asking(Command):
    """What someone wants to do here. ``need`` is read as the catalogue reads it."""

    title: Title
    wants: Annotated[Text, Field(min_length=1, max_length=4000)]
    need: Annotated[Text, Field(max_length=200)] = ""
    service_type: ServiceType
    product_field: ProductField
    organism: Short = ""
    gmo: bool = False
    wished_from: date | None = None


class VisitorAsking(Asking):
    """The same from someone without an account."""

    name: Name
    organisation: Name
    email: Email
    phone: Annotated[Text, Field(max_length=40)] = ""


class Answer(Command):
    """``organisation``: whose enquiry it becomes, by its code, where a visitor asked."""

    feasible: bool
    text: Reason
    organisation: Annotated[Text, Field(max_length=24)] = ""


class DocumentSaid(Command):
    kind: DocumentKind


class Declaration(Command):
    """The strain and the answers to every question of the checklist."""

    organism: Name
    strain: Name
    gmo: bool = False
    containment: Containment
    answers: Annotated[dict[Question, Reply], AfterValidator(_whole)]
    note: Note = ""


class StrainDecision(Command):
    """``containment`` and ``valid_until`` (not including) where it approves."""

    verdict: Annotated[StrainVerdict, AfterValidator(_decided)]
    containment: Containment | None = None
    valid_until: date | None = None
    reason: Reason

    @model_validator(mode="after")
    def _sound(self) -> Self:
        whole = self.containment is not None and self.valid_until is not None
        if self.verdict == StrainVerdict.APPROVED and not whole:
            raise ValueError(_("An approval names its containment level and until when it holds."))
        return self


class Opening(Command):
    """The project that an enquiry becomes, and its limits."""

    code: ProjectCode
    title: Title
    approved_until: date
    limits: ProjectLimits = ProjectLimits()
    reason: Annotated[Text, Field(max_length=500)] = ""


class Ending(Command):
    reason: Reason


class StepOut(View):
    status: EnquiryStatus
    at: datetime
    by: str | None
    due_on: date | None
    reason: str


class DocumentOut(View):
    id: int
    kind: DocumentKind
    name: str
    size: int
    sha256: str
    added_at: datetime
    accepted_by_tenant: str | None
    accepted_by_plant: str | None
    replaced: bool


class ReviewOut(View):
    organism: str
    strain: str
    gmo: bool
    asked_containment: str
    answers: dict[Question, Reply]
    note: str
    verdict: StrainVerdict
    containment: str | None
    valid_until: date | None
    reason: str


class EnquiryOut(View):
    """``waits_for``: whose step it is; null when it is over."""

    number: str
    version: int
    status: EnquiryStatus
    due_on: date | None
    overdue: bool
    waits_for: str | None
    organisation: Code | None
    asked_by: str
    asked_at: datetime
    title: str
    wants: str
    need: str
    service_type: ServiceType
    product_field: ProductField
    organism: str
    gmo: bool
    wished_from: date | None
    project: str | None


class EnquiryShown(EnquiryOut):
    """With all that happened to it."""

    documents: list[DocumentOut]
    reviews: list[ReviewOut]
    steps: list[StepOut]
