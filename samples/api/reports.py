"""Reports for programs: composed, signed, issued, and fetched as the file that was issued."""

from django.http import HttpResponse
from ninja import Header, Query, Router, Status

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.signing import check_pin
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version
from samples.actions.compose_report import compose_report
from samples.actions.issue_report import issue_report
from samples.actions.recompose_report import recompose_report
from samples.actions.sign_report import sign_report
from samples.models import Report
from samples.reports.queries import pdf_of, report_brief, report_out, reports
from samples.schemas.reports import Nothing, ReportBrief, ReportOut, ReportWanted, SigningIn

router = Router(tags=["Reports"])
PDF = {"responses": {200: {"description": "PDF", "content": {"application/pdf": {}}}}}


@router.post("/reports", response={201: ReportOut, **REFUSALS})
def make_report(request: ActedRequest, payload: ReportWanted) -> Status[ReportOut]:
    return Status(201, report_out(request.actor, compose_report(request.actor, payload).number))


@router.get("/reports", response={200: Page[ReportBrief], **REFUSALS})
def list_reports(request: ActedRequest, paging: Query[Paging]) -> object:
    return page(reports(request.actor), paging, report_brief)


@router.get("/reports/{number}.pdf", response=REFUSALS, openapi_extra=PDF)
@finds(Report, "number")
def get_report_pdf(request: ActedRequest, number: str) -> HttpResponse:
    """Its client gets what was issued; the laboratory also a draft that says so."""
    return pdf_response(find(Report.objects.visible_to(request.actor), number=number))


@router.get("/reports/{number}", response={200: ReportOut, **REFUSALS})
@finds(Report, "number")
def get_report(request: ActedRequest, number: str) -> ReportOut:
    return report_out(request.actor, number)


@router.post("/reports/{number}/recompose", response={200: ReportOut, **REFUSALS})
@finds(Report, "number")
def compose_anew(
    request: ActedRequest,
    number: str,
    payload: Nothing,
    if_match: Header[Version | None] = None,
) -> ReportOut:
    """For a report not yet issued, when a result in it was corrected: it is to be signed anew."""
    recompose_report(request.actor, number, if_match)
    return report_out(request.actor, number)


@router.post("/reports/{number}/sign", response={200: ReportOut, **REFUSALS})
@finds(Report, "number")
def sign_one_report(
    request: ActedRequest,
    number: str,
    payload: SigningIn,
    if_match: Header[Version | None] = None,
) -> ReportOut:
    """``If-Match``, where given, holds the signature to the draft one has read."""
    request.actor.require(Permission.SIGN_REPORT)
    check_pin(request.actor.person(), payload.pin)
    sign_report(request.actor, number, payload.command, if_match)
    return report_out(request.actor, number)


@router.post("/reports/{number}/issue", response={200: ReportOut, **REFUSALS})
@finds(Report, "number")
def issue_one_report(request: ActedRequest, number: str, payload: Nothing) -> ReportOut:
    issue_report(request.actor, number)
    return report_out(request.actor, number)


def pdf_response(report: Report) -> HttpResponse:
    response = HttpResponse(pdf_of(report), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{report.number}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    return response
