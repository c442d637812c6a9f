"""Upkeep as pages: what is due on the plant's machines, one plan with its history, its papers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from equipment.actions.attach_certificate import attach_certificate
from equipment.actions.record_upkeep import record_upkeep
from equipment.forms.upkeep import PlanFilterForm, UpkeepForm
from equipment.models import MaintenancePlan, UpkeepFile, UpkeepRecord
from equipment.schemas.upkeep import PlanWanted
from equipment.upkeep import SOON, due_soon, plans_for
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid, PilotError
from pilotbase.core.files import download
from pilotbase.core.htmx import wants_part

ROWS = 50


@require_safe
@signed_in
def maintenance(request: ActedRequest) -> HttpResponse:
    """What comes round on the machines, the longest overdue first."""
    request.actor.require(Permission.SEE_PLANT)
    form = PlanFilterForm(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    plans = _narrowed(plans_for(request.actor, PlanWanted()), said)
    facts = {
        "form": form,
        "page": Paginator(plans, ROWS).get_page(request.GET.get("page")),
        "today": clock.today(),
        "overdue": due_soon(request.actor, timedelta(days=-1)).count(),
        "may_plan": request.actor.may(Permission.PLAN_MAINTENANCE),
    }
    part = "equipment/_plans.html" if wants_part(request) else "equipment/maintenance.html"
    return render(request, part, facts)


def _narrowed(
    plans: QuerySet[MaintenancePlan], said: Mapping[str, Any]
) -> QuerySet[MaintenancePlan]:
    if said.get("machine"):
        plans = plans.filter(equipment__tag__icontains=said["machine"])
    if said.get("kind"):
        plans = plans.filter(kind=said["kind"])
    until = {"late": timedelta(days=-1), "soon": SOON}.get(said.get("due", ""))
    if until is not None:
        plans = plans.due_by(clock.today() + until)  # type: ignore[attr-defined]
    return plans.order_by("due_on", "pk")


@require_safe
@signed_in
def show_plan(request: ActedRequest, code: str) -> HttpResponse:
    return _page(request, code, UpkeepForm(initial={"done_on": clock.today()}))


@require_POST
@signed_in
def record_done(request: ActedRequest, code: str) -> HttpResponse:
    find(MaintenancePlan.objects.visible_to(request.actor), code=code)
    request.actor.require(Permission.RECORD_UPKEEP)
    form = UpkeepForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with form.refusals():
            given = (file.name or "file", file.chunks()) if file else ()
            record_upkeep(request.actor, code, form.command, *given)
            messages.success(request, _("It is recorded, and due anew."))
            return redirect("maintenance_plan", code)
    return _page(request, code, form, 422)


def _page(request: ActedRequest, code: str, form: UpkeepForm, status: int = 200) -> HttpResponse:
    rows = MaintenancePlan.objects.visible_to(request.actor).select_related("equipment__area")
    plan = find(rows, code=code)
    facts = {
        "plan": plan,
        "form": form,
        "today": clock.today(),
        "records": plan.records.select_related("recorded_by").prefetch_related("files"),
        "may_record": request.actor.may(Permission.RECORD_UPKEEP),
        "may_plan": request.actor.may(Permission.PLAN_MAINTENANCE),
    }
    return render(request, "equipment/plan.html", facts, status=status)


@require_POST
@signed_in
def attach_paper(request: ActedRequest, record_id: int) -> HttpResponse:
    """A refusal stands on the plan's page, as what to do is there."""
    rows = UpkeepRecord.objects.visible_to(request.actor).select_related("plan")
    code, file = find(rows, pk=record_id).plan.code, request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(_("Choose a file first."), field="file")
        added = attach_certificate(request.actor, record_id, file.name or "file", file.chunks())
    except PilotError as refusal:
        if refusal.status not in (413, 422):
            raise
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(name)s was added.") % {"name": added.name})
    return redirect("maintenance_plan", code)


@require_safe
@signed_in
def get_paper(request: ActedRequest, file_id: int) -> HttpResponseBase:
    file = find(UpkeepFile.objects.visible_to(request.actor), pk=file_id)
    return download(file.path, file.name, file.media_type)
