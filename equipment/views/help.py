"""Requests for help as pages: what was asked about which machine, and what was answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.actions.close_help import close_help
from equipment.forms.help import AnswerForm, HelpForm
from equipment.helping import help_for
from equipment.models import Equipment
from equipment.schemas.help import HelpWanted
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find

ROWS = 50


@require_safe
@signed_in
def help_threads(request: ActedRequest) -> HttpResponse:
    """Her organisation's; for those of the plant who answer, everyone's, the newest first."""
    rows = help_for(request.actor, HelpWanted())
    page = Paginator(rows.order_by("-said_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "equipment/help_threads.html", {"page": page})


@require_http_methods(["GET", "POST"])
@signed_in
def ask_page(request: ActedRequest, tag: str) -> HttpResponse:
    machine = find(Equipment.objects.visible_to(request.actor), tag=tag)
    request.actor.require(Permission.USE_MACHINE, at=machine.facility_id)
    request.actor.tenant()
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("help_thread", ask_help(request.actor, tag, form.command).pk)
    facts = {"form": form, "machine": machine}
    return render(request, "equipment/help_form.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def help_thread(request: ActedRequest, pk: int) -> HttpResponse:
    """The thread, and what one writes in it."""
    row = find(help_for(request.actor, HelpWanted()), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            answer_help(request.actor, pk, form.command)
            return redirect("help_thread", pk)
    facts = {"row": row, "form": form}
    return render(request, "equipment/help_thread.html", facts, status=422 if form.errors else 200)


@require_POST
@signed_in
def close_page(request: ActedRequest, pk: int) -> HttpResponse:
    close_help(request.actor, pk)
    messages.success(request, _("It is closed. Writing again opens it."))
    return redirect("help_thread", pk)
