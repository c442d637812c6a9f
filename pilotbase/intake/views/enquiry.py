"""Enquiries as pages: the list, asking, one enquiry as a story with the step that waits."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import PilotError
from pilotbase.core.files import download
from pilotbase.core.forms import SchemaForm, is_final
from pilotbase.intake.actions.accept_document import accept_document
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.actions.ask import ask
from pilotbase.intake.actions.ask_from_outside import ask_from_outside
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.actions.end_enquiry import end_enquiry
from pilotbase.intake.actions.open_project import open_project
from pilotbase.intake.actions.review_strain import review_strain
from pilotbase.intake.choices import DocumentKind
from pilotbase.intake.desk import desk_of, forms_of
from pilotbase.intake.forms.enquiry import AskForm, DocumentForm, VisitorForm
from pilotbase.intake.models import Document, Enquiry
from pilotbase.intake.steps import RELATED, found, waiting_for

ROWS = 50
Act = Callable[[Any, str, int | None, Any], Enquiry]


@require_safe
@signed_in
def list_enquiries(request: ActedRequest) -> HttpResponse:
    """What waits for the reader first, then all that she may see."""
    rows = Enquiry.objects.visible_to(request.actor).select_related(*RELATED).order_by("-pk")
    facts = {
        "waiting": list(waiting_for(request.actor)[:ROWS]),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "today": clock.today(),
        "may_ask": request.actor.may(Permission.ENQUIRE),
    }
    return render(request, "intake/enquiries.html", facts)


@require_http_methods(["GET", "POST"])
def new_enquiry(request: HttpRequest) -> HttpResponse:
    """For everyone: a visitor says who she is, a tenant asks for her organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    outside = not actor.is_signed_in
    if not outside:
        actor.require(Permission.ENQUIRE)
    form: Any = (VisitorForm if outside else AskForm)(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            if outside:
                address = request.META.get("REMOTE_ADDR", "")
                number = ask_from_outside(actor, form.command, address).number
                return render(request, "intake/sent.html", {"number": number})
            return redirect("enquiry", ask(actor, form.command).number)
    facts = {"form": form, "outside": outside, "answer_days": facility_of(actor).answer_days}
    return render(request, "intake/ask.html", facts, status=422 if form.errors else 200)


@require_safe
@signed_in
def show_enquiry(request: ActedRequest, number: str) -> HttpResponse:
    return _page(request, found(request.actor, number))


@require_POST
@signed_in
def answer(request: ActedRequest, number: str) -> HttpResponse:
    return _do(request, number, "answer", answer_enquiry)


@require_POST
@signed_in
def declare(request: ActedRequest, number: str) -> HttpResponse:
    return _do(request, number, "declare", declare_strain)


@require_POST
@signed_in
def review(request: ActedRequest, number: str) -> HttpResponse:
    return _do(request, number, "review", review_strain)


@require_POST
@signed_in
def begin_project(request: ActedRequest, number: str) -> HttpResponse:
    return _do(request, number, "open", open_project)


@require_POST
@signed_in
def end(request: ActedRequest, number: str) -> HttpResponse:
    return _do(request, number, "end", end_enquiry)


@require_POST
@signed_in
def attach(request: ActedRequest, number: str) -> HttpResponse:
    enquiry, form = found(request.actor, number), DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        file, kind = form.cleaned_data["file"], DocumentKind(form.cleaned_data["kind"])
        try:
            add_document(request.actor, number, kind, file.name or "", file.chunks())
            messages.success(request, _("The agreement was added."))
            return redirect("enquiry", number)
        except PilotError as refusal:
            if is_final(refusal):
                raise
            form.add_error("file", refusal.message)
    return _page(request, enquiry, {"document": form})


@require_POST
@signed_in
def accept(request: ActedRequest, number: str, document: int) -> HttpResponse:
    accept_document(request.actor, number, document)
    messages.success(request, _("Accepted."))
    return redirect("enquiry", number)


@require_safe
@signed_in
def get_file(request: ActedRequest, number: str, document: int) -> HttpResponseBase:
    rows = Document.objects.visible_to(request.actor).filter(enquiry__number=number)
    file = find(rows, pk=document)
    return download(file.path, file.name, file.media_type)


def _do(request: ActedRequest, number: str, name: str, act: Act) -> HttpResponse:
    """One step by its form; who may never take it is told by the verb."""
    enquiry = found(request.actor, number)
    form: SchemaForm[Any] = forms_of(enquiry, request.POST)[name]
    seen = request.POST.get("version", "")
    if form.is_valid():
        with form.refusals():
            act(request.actor, number, int(seen[:9]) if seen.isdecimal() else None, form.command)
            return redirect("enquiry", number)
    else:
        desk_of(request.actor, enquiry).require(name)
    return _page(request, enquiry, {name: form})


def _page(
    request: ActedRequest, enquiry: Enquiry, bound: dict[str, Any] | None = None
) -> HttpResponse:
    desk = desk_of(request.actor, enquiry)
    status = 422 if any(form.errors for form in (bound or {}).values()) else 200
    return render(request, "intake/enquiry.html", desk.facts(bound or {}), status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"need": request.GET.get("need", "")[:200]}
