"""Pages of reports: composed, signed and issued by the laboratory, fetched by their client,
and verified by anyone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.schemas import Problem
from samples.actions.compose_report import compose_report
from samples.actions.issue_report import issue_report
from samples.actions.recompose_report import recompose_report
from samples.actions.sign_report import sign_report
from samples.choices import ReportStatus
from samples.forms.testing import ReportForm, SignForm, posted
from samples.models import Report
from samples.reports.drafting import told
from samples.reports.queries import issued as issued_report
from samples.reports.queries import ready_samples, reports, verification
from samples.reports.signing import answered

BOTH = require_http_methods(["GET", "POST"])
ROWS = 50


@require_safe
@signed_in
def list_reports(request: ActedRequest) -> HttpResponse:
    rows = reports(request.actor).order_by("-pk")
    shown = request.GET.get("show", "")
    known = shown in ReportStatus.values
    page = Paginator(rows.filter(status=shown) if known else rows, ROWS)
    facts = {
        "page": page.get_page(request.GET.get("page")),
        "show": shown if known else "",
        "choices": [("", _("All")), *ReportStatus.choices],
        "to_sign": rows.filter(status=ReportStatus.DRAFT).count(),
        "may_compose": request.actor.may(Permission.COMPOSE_REPORT),
    }
    return render(request, "samples/reports.html", facts)


@BOTH
@signed_in
def new_report(request: ActedRequest) -> HttpResponseBase:
    """Samples whose results are all reviewed, project by project."""
    request.actor.require(Permission.COMPOSE_REPORT)
    ready = list(ready_samples(request.actor))
    form = ReportForm(posted(request), ready=ready)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("report", compose_report(request.actor, form.command).number)
    facts = {"ready": ready, "form": form, "chosen": request.GET.getlist("sample")}
    return render(request, "samples/new_report.html", facts, status=422 if form.errors else 200)


@require_safe
@signed_in
def show_report(request: ActedRequest, number: str) -> HttpResponse:
    return _page(request, number)


def _page(request: ActedRequest, number: str, form: SignForm | None = None) -> HttpResponse:
    report = find(reports(request.actor), number=number)
    content = answered(report, told(report))
    facts = {
        "report": report,
        "content": content,
        "form": form or SignForm(initial={"version": report.version}),
        "outdated": _outdated(report),
        "may_sign": request.actor.may(Permission.SIGN_REPORT),
        "may_issue": request.actor.may(Permission.ISSUE_REPORT),
        "may_compose": request.actor.may(Permission.COMPOSE_REPORT),
    }
    return render(request, "samples/report.html", facts, status=422 if form else 200)


def _outdated(report: Report) -> bool:
    """Whether a result was corrected after the report was composed."""
    waits = report.status != ReportStatus.ISSUED
    return waits and report.results.exclude(status="approved").exists()


@require_POST
@signed_in
def sign_page(request: ActedRequest, number: str) -> HttpResponseBase:
    find(Report.objects.visible_to(request.actor), number=number)
    request.actor.require(Permission.SIGN_REPORT)
    form = SignForm(request.POST)
    if form.is_valid():
        with form.refusals():
            form.confirm(request.actor)
            sign_report(request.actor, number, form.command, form.cleaned_data["version"])
            messages.success(request, _("%(number)s is signed.") % {"number": number})
            return redirect("report", number)
    return _page(request, number, form)


@require_POST
@signed_in
def issue_page(request: ActedRequest, number: str) -> HttpResponseBase:
    issue_report(request.actor, number)
    messages.success(request, _("%(number)s is issued; its client has it.") % {"number": number})
    return redirect("report", number)


@require_POST
@signed_in
def recompose_page(request: ActedRequest, number: str) -> HttpResponseBase:
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    recompose_report(request.actor, number, seen)
    messages.success(request, _("%(number)s is composed anew.") % {"number": number})
    return redirect("report", number)


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponseBase:
    """Anyone may ask whether a report is genuine; nothing of what it says is told."""
    report = issued_report(code)
    if report is None:
        return _unknown(request, code)
    told_of = verification(report, request.GET.get("sha256", ""))
    if _wants_json(request):
        return JsonResponse(told_of.model_dump(mode="json"))
    facts: dict[str, Any] = {"code": code, "told": told_of}
    return render(request, "samples/verify.html", facts)


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    said = _("No report was issued under the code %(code)s.") % {"code": code[:40]}
    if not _wants_json(request):
        return render(request, "samples/verify_unknown.html", {"said": said}, status=404)
    problem = Problem(title="Not Found", status=404, detail=said, code="unknown_code")
    body = problem.model_dump(exclude_none=True)
    return JsonResponse(body, status=404, content_type="application/problem+json")


def _wants_json(request: HttpRequest) -> bool:
    if request.GET.get("format") == "json":
        return True
    asked = request.get_preferred_type(["text/html", "application/json"])
    return asked == "application/json"
