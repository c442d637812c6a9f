"""Faults as pages: what is wrong with machines, one report with what became of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from equipment.actions.follow_machine import follow_machine, unfollow_machine
from equipment.actions.move_fault import move_fault
from equipment.actions.note_fault import note_fault
from equipment.actions.report_fault import report_fault
from equipment.faults import faults_for, reads_notes
from equipment.forms.faults import FaultFilterForm, FaultForm, FaultMoveForm, FaultNoteForm
from equipment.models import Equipment, FaultReport
from equipment.schemas.faults import FaultsWanted
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.htmx import wants_part

ROWS = 50


@require_safe
@signed_in
def faults(request: ActedRequest) -> HttpResponse:
    """Her organisation's reports; for the plant's staff everyone's, the newest first."""
    form = FaultFilterForm(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    status = said.get("status", "")
    rows = faults_for(request.actor, FaultsWanted(open=status == "open"))
    if status not in ("", "open"):
        rows = rows.filter(status=status)
    if said.get("machine"):
        rows = rows.filter(equipment__tag__icontains=said["machine"])
    facts = {
        "form": form,
        "page": Paginator(rows.order_by("-pk"), ROWS).get_page(request.GET.get("page")),
        "open": FaultReport.objects.visible_to(request.actor).open().count(),
    }
    part = "equipment/_faults.html" if wants_part(request) else "equipment/faults.html"
    return render(request, part, facts)


@require_http_methods(["GET", "POST"])
@signed_in
def new_fault(request: ActedRequest, tag: str) -> HttpResponse:
    machine = find(Equipment.objects.visible_to(request.actor), tag=tag)
    request.actor.require(Permission.USE_MACHINE, at=machine.facility_id)
    may = request.actor.may(Permission.TAKE_OUT_OF_SERVICE) and not machine.out_of_service_since
    form = FaultForm(request.POST or None, may_take_out=may)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("fault", report_fault(request.actor, tag, form.command).pk)
    facts = {"form": form, "machine": machine}
    status = 422 if form.errors else 200
    return render(request, "equipment/fault_form.html", facts, status=status)


@require_safe
@signed_in
def show_fault(request: ActedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
@signed_in
def move_page(request: ActedRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    request.actor.require(Permission.SERVE_MACHINE)
    form = FaultMoveForm(row, request.POST)
    if form.is_valid():
        with form.refusals():
            said = request.POST.get("version", "")
            seen = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None
            move_fault(request.actor, pk, seen, form.command)
            messages.success(request, _("The report has moved on."))
            return redirect("fault", pk)
    return _page(request, row, 422, move=form)


@require_POST
@signed_in
def note_page(request: ActedRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    request.actor.require(Permission.SERVE_MACHINE)
    form = FaultNoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            note_fault(request.actor, pk, form.command)
            return redirect("fault", pk)
    return _page(request, row, 422, noting=form)


@require_POST
@signed_in
def follow_page(request: ActedRequest, tag: str) -> HttpResponse:
    follow_machine(request.actor, tag)
    messages.success(request, _("You will be told of the faults of %(tag)s.") % {"tag": tag})
    return redirect("machine", tag)


@require_POST
@signed_in
def unfollow_page(request: ActedRequest, tag: str) -> HttpResponse:
    unfollow_machine(request.actor, tag)
    messages.success(request, _("You will hear no more of %(tag)s.") % {"tag": tag})
    return redirect("machine", tag)


def _found(request: ActedRequest, pk: int) -> FaultReport:
    return find(faults_for(request.actor, FaultsWanted()), pk=pk)


def _page(request: ActedRequest, row: FaultReport, status: int = 200, **given: Any) -> HttpResponse:
    actor = request.actor
    facts = {
        "row": row,
        "notes": row.notes.all() if reads_notes(actor) else None,
        "may_serve": actor.may(Permission.SERVE_MACHINE),
        "move": FaultMoveForm(row),
        "noting": FaultNoteForm(),
        **given,
    }
    return render(request, "equipment/fault.html", facts, status=status)
