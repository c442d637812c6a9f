"""A machine's page: what it is now, what it measured, what comes next, and what one may do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.report_states import report_states
from equipment.actions.return_to_service import return_to_service
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.models import Equipment
from equipment.schemas.machine import StateReport
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid, PilotError
from pilotbase.labels.content import LabelText, Stock
from pilotbase.labels.paper import label_pdf
from pilotbase.pages.machine.facts import SPANS, facts_of, spans, top_of, trend_of
from pilotbase.pages.machine.forms import TakingOutForm
from pilotbase.pages.run.following import wanted


@require_safe
def machine(request: HttpRequest, tag: str) -> HttpResponse:
    """For everyone; what each sees is ``facts``'s to say."""
    return _page(request, tag)


@require_safe
def machine_top(request: HttpRequest, tag: str) -> HttpResponse:
    """Its alarms, swapped in by the open page when something happened."""
    facts = top_of(_actor(request), _machine(tag))
    return render(request, "pages/_machine_top.html", facts | {"oob": True})


@require_safe
def machine_trend(request: HttpRequest, tag: str) -> JsonResponse:
    """What its curves are drawn from, over ``?span=``; ``&since=&step=`` for what came after."""
    span = request.GET.get("span", "1h")
    if span not in (*SPANS, "run"):
        raise Invalid(_("There is no such span."), field="span")
    return JsonResponse(trend_of(_actor(request), _machine(tag), span, wanted(request.GET)))


@require_POST
@signed_in
def take_out(request: ActedRequest, tag: str) -> HttpResponseBase:
    _machine(tag)
    request.actor.require(Permission.TAKE_OUT_OF_SERVICE)
    form = TakingOutForm(request.POST)
    if form.is_valid():
        with form.refusals():
            take_out_of_service(request.actor, tag, form.command)
            messages.success(request, _("%(tag)s is out of service.") % {"tag": tag})
            return redirect("machine", tag)
    return _page(request, tag, taking_out=form)


@require_POST
@signed_in
def bring_back(request: ActedRequest, tag: str) -> HttpResponseBase:
    return_to_service(request.actor, tag)
    messages.success(request, _("%(tag)s is back in service.") % {"tag": tag})
    return redirect("machine", tag)


@require_POST
@signed_in
def say_state(request: ActedRequest, tag: str) -> HttpResponseBase:
    """An operator says what a machine does that does not say so itself."""
    said = {
        "state": request.POST.get("state", ""),
        "at": clock.now().isoformat(),
        "note": request.POST.get("note", ""),
    }
    try:
        report = StateReport.model_validate({"states": [said]})
        outcome = report_states(request.actor, tag, report)
        for refusal in outcome.rejected:
            messages.error(request, refusal.detail)
        if outcome.accepted:
            messages.success(request, _("The state is recorded."))
    except ValidationError:
        messages.error(request, _("This state cannot be recorded."))
    return redirect("machine", tag)


@require_POST
@signed_in
def acknowledge(request: ActedRequest, alarm: int) -> HttpResponseBase:
    """Back to where the reader was: the board, or the machine."""
    try:
        known = acknowledge_alarm(request.actor, alarm)
    except PilotError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.message)
        return redirect("board")
    messages.success(request, _("The alarm is acknowledged."))
    on_board = request.headers.get("Referer", "").endswith("/board")
    return redirect("board") if on_board else redirect("machine", known.equipment.tag)


@require_safe
def machine_label(request: HttpRequest, tag: str) -> HttpResponse:
    """The sign on the machine: its code for a scanner, and a QR code for people's phones."""
    row = _machine(tag)
    address = request.build_absolute_uri(reverse("scan_machine", args=[row.tag]))
    text = LabelText(row.tag, row.name_zh, (row.name_en, row.size), address=address)
    body = label_pdf([text], Stock.BOX)
    name = {"Content-Disposition": f'inline; filename="{row.tag}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=name)


def _page(request: HttpRequest, tag: str, **bound: Any) -> HttpResponse:
    row = _machine(tag)
    facts = facts_of(_actor(request), row)
    choices = spans(row, facts["now"])
    span = request.GET.get("span", "1h")
    shown = {
        "taking_out": TakingOutForm(),
        "spans": choices,
        "span": span if span in dict(choices) else "1h",
        **facts,
        **bound,
    }
    return render(request, "pages/machine.html", shown, status=422 if bound else 200)


def _machine(tag: str) -> Equipment:
    rows = Equipment.objects.select_related("area", "equipment_class", "facility")
    return find(rows, tag=tag)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by the middleware
    return actor
