"""Enquiries over JSON: asking, answering, agreements, the strain's review, the project."""

from django.http import HttpResponseBase
from ninja import File, Form, Header, Query, Router, Status
from ninja.files import UploadedFile

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.access import find
from pilotbase.core.files import download
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version
from pilotbase.intake.actions.accept_document import accept_document
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.actions.ask import ask
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.actions.end_enquiry import end_enquiry
from pilotbase.intake.actions.open_project import open_project
from pilotbase.intake.actions.review_strain import review_strain
from pilotbase.intake.models import Document, Enquiry
from pilotbase.intake.schemas.enquiry import (
    Answer,
    Asking,
    Declaration,
    DocumentOut,
    DocumentSaid,
    Ending,
    EnquiryOut,
    EnquiryShown,
    Opening,
    StrainDecision,
)
from pilotbase.intake.steps import RELATED, found
from pilotbase.intake.telling_enquiries import document_out, enquiry_out, enquiry_shown

router = Router(tags=["Enquiries"])
ANY = {"responses": {200: {"description": "The file", "content": {"*/*": {}}}}}
SHOWN = {200: EnquiryShown, **REFUSALS}


@router.get("/enquiries", response={200: Page[EnquiryOut], **REFUSALS})
def list_enquiries(request: ActedRequest, paging: Query[Paging]) -> object:
    rows = Enquiry.objects.visible_to(request.actor).select_related(*RELATED)
    return page(rows, paging, enquiry_out)


@router.post("/enquiries", response={201: EnquiryShown, **REFUSALS})
def post_enquiry(request: ActedRequest, payload: Asking) -> Status[EnquiryShown]:
    return Status(201, enquiry_shown(ask(request.actor, payload)))


@router.get("/enquiries/{number}", response=SHOWN)
@finds(Enquiry, "number")
def get_enquiry(request: ActedRequest, number: str) -> EnquiryShown:
    return enquiry_shown(found(request.actor, number))


@router.post("/enquiries/{number}/answer", response=SHOWN)
@finds(Enquiry, "number")
def post_answer(
    request: ActedRequest, number: str, payload: Answer, if_match: Header[Version | None] = None
) -> EnquiryShown:
    return enquiry_shown(answer_enquiry(request.actor, number, if_match, payload))


@router.post("/enquiries/{number}/documents", response={201: DocumentOut, **REFUSALS})
@finds(Enquiry, "number")
def post_document(
    request: ActedRequest, number: str, file: File[UploadedFile], payload: Form[DocumentSaid]
) -> Status[DocumentOut]:
    """The newest of each kind is the one that both sides accept."""
    said = (payload.kind, file.name or "", file.chunks())
    return Status(201, document_out(add_document(request.actor, number, *said)))


@router.get("/enquiry-documents/{int:document}", response=REFUSALS, openapi_extra=ANY)
@finds(Document, "pk", "document")
def get_document(request: ActedRequest, document: int) -> HttpResponseBase:
    file = find(Document.objects.visible_to(request.actor), pk=document)
    return download(file.path, file.name, file.media_type)


@router.post(
    "/enquiries/{number}/documents/{int:document}/accept", response={200: DocumentOut, **REFUSALS}
)
@finds(Enquiry, "number")
def post_acceptance(request: ActedRequest, number: str, document: int) -> DocumentOut:
    """For the caller's side."""
    return document_out(accept_document(request.actor, number, document))


@router.post("/enquiries/{number}/declaration", response=SHOWN)
@finds(Enquiry, "number")
def post_declaration(
    request: ActedRequest,
    number: str,
    payload: Declaration,
    if_match: Header[Version | None] = None,
) -> EnquiryShown:
    return enquiry_shown(declare_strain(request.actor, number, if_match, payload))


@router.post("/enquiries/{number}/review", response=SHOWN)
@finds(Enquiry, "number")
def post_review(
    request: ActedRequest,
    number: str,
    payload: StrainDecision,
    if_match: Header[Version | None] = None,
) -> EnquiryShown:
    return enquiry_shown(review_strain(request.actor, number, if_match, payload))


@router.post("/enquiries/{number}/project", response=SHOWN)
@finds(Enquiry, "number")
def post_project(
    request: ActedRequest, number: str, payload: Opening, if_match: Header[Version | None] = None
) -> EnquiryShown:
    """Opens the project, approved within its limits."""
    return enquiry_shown(open_project(request.actor, number, if_match, payload))


@router.post("/enquiries/{number}/end", response=SHOWN)
@finds(Enquiry, "number")
def post_end(
    request: ActedRequest, number: str, payload: Ending, if_match: Header[Version | None] = None
) -> EnquiryShown:
    """Withdrawn by its organisation, declined by the plant."""
    return enquiry_shown(end_enquiry(request.actor, number, if_match, payload))
