"""Samples, their labels and files for programs."""

from django.http import HttpResponse, HttpResponseBase
from ninja import File, Header, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.access import find
from pilotbase.core.files import download
from pilotbase.core.paging import Page, page
from pilotbase.core.schemas import REFUSALS, Code, Version
from pilotbase.labels.content import Stock
from pilotbase.labels.paper import label_pdf
from pilotbase.labels.zpl import label_zpl
from samples.actions.attach import attach
from samples.actions.correct import correct
from samples.actions.deliver import deliver
from samples.actions.draw import draw
from samples.actions.label import label
from samples.models import Attachment, Sample
from samples.queries import attachment_out, label_text, sample_out, samples_for
from samples.schemas.out import AttachmentOut, DeliveryOut, SampleFilter, SampleOut
from samples.schemas.sample import Correction, Delivery, Drawing, SampleIn

router = Router(tags=["Samples"])
PDF = {"responses": {200: {"description": "PDF", "content": {"application/pdf": {}}}}}
ZPL = {"responses": {200: {"description": "ZPL II", "content": {"text/plain": {}}}}}
ANY = {"responses": {200: {"description": "The file", "content": {"*/*": {}}}}}


class Print(BaseModel):
    """``stock``: what is loaded; ``start``: the first free place of a sheet; ``also``: further."""

    stock: Stock = Stock.TUBE
    start: int = Field(1, ge=1, le=65)
    also: list[Code] = []


class PrintZpl(BaseModel):
    stock: Stock = Stock.TUBE
    dpi: int = Field(203, ge=150, le=600)
    also: list[Code] = []


@router.post("/samples", response={201: SampleOut, **REFUSALS})
def register_sample(request: ActedRequest, payload: SampleIn) -> Status[SampleOut]:
    command = payload.command()
    if isinstance(command, Drawing):
        return Status(201, sample_out(draw(request.actor, command)))
    return Status(201, sample_out(deliver(request.actor, command)[0]))


@router.post("/samples/deliveries", response={201: DeliveryOut, **REFUSALS})
def deliver_samples(request: ActedRequest, payload: Delivery) -> Status[DeliveryOut]:
    samples = deliver(request.actor, payload)
    return Status(201, DeliveryOut(samples=[sample_out(sample) for sample in samples]))


@router.get("/samples", response={200: Page[SampleOut], **REFUSALS})
def list_samples(request: ActedRequest, wanted: Query[SampleFilter]) -> object:
    return page(samples_for(request.actor, wanted), wanted, sample_out)


@router.get("/samples/{number}", response={200: SampleOut, **REFUSALS})
@finds(Sample, "number")
def get_sample(request: ActedRequest, number: str) -> SampleOut:
    return sample_out(find(Sample.objects.visible_to(request.actor), number=number))


@router.patch("/samples/{number}", response={200: SampleOut, **REFUSALS})
@finds(Sample, "number")
def correct_sample(
    request: ActedRequest,
    number: str,
    payload: Correction,
    if_match: Header[Version | None] = None,
) -> SampleOut:
    return sample_out(correct(request.actor, number, if_match, payload))


@router.post("/samples/{number}/label.pdf", response=REFUSALS, openapi_extra=PDF)
@finds(Sample, "number")
def print_label(request: ActedRequest, number: str, wanted: Query[Print]) -> HttpResponse:
    """A print is recorded, the first one in the chain of custody."""
    samples = label(request.actor, number, wanted.stock, wanted.also)
    pdf = label_pdf([label_text(s) for s in samples], wanted.stock, start=wanted.start)
    return HttpResponse(pdf, content_type="application/pdf")


@router.post("/samples/{number}/label.zpl", response=REFUSALS, openapi_extra=ZPL)
@finds(Sample, "number")
def print_zpl(request: ActedRequest, number: str, wanted: Query[PrintZpl]) -> HttpResponse:
    samples = label(request.actor, number, wanted.stock, wanted.also)
    zpl = label_zpl([label_text(s) for s in samples], wanted.stock, wanted.dpi)
    return HttpResponse(zpl, content_type="text/plain; charset=utf-8")


@router.post("/samples/{number}/attachments", response={201: AttachmentOut, **REFUSALS})
@finds(Sample, "number")
def attach_file(
    request: ActedRequest, number: str, file: File[UploadedFile]
) -> Status[AttachmentOut]:
    attachment = attach(request.actor, number, file.name or "", file.chunks())
    return Status(201, attachment_out(attachment))


@router.get(
    "/attachments/{int:attachment_id}", response=REFUSALS, openapi_extra=ANY, tags=["Samples"]
)
@finds(Attachment, "pk", "attachment_id")
def get_attachment(request: ActedRequest, attachment_id: int) -> HttpResponseBase:
    file = find(Attachment.objects.visible_to(request.actor), pk=attachment_id)
    return download(file.path, file.name, file.media_type)
