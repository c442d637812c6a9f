"""The page of a run, its curves as JSON, and what an operator does there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from bookings.attending import require_run
from bookings.models import Run
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.core.access import find
from pilotbase.pages.run.curves import curves
from pilotbase.pages.run.facts import facts_of
from pilotbase.pages.run.following import wanted
from pilotbase.pages.run.forms import FORMS

_RELATED = (
    *("stage__booking", "project", "organisation", "facility"),
    *("equipment__equipment_class", "equipment__current"),
)


@require_http_methods(["GET", "POST"])
@signed_in
def show_run(request: ActedRequest, number: str) -> HttpResponseBase:
    run = find(_runs(request.actor), number=number)
    if request.method != "POST":
        return _page(request, run)
    require_run(request.actor, run.stage.booking, run.equipment)
    name = "finish" if request.POST.get("do") == "finish" else "log"
    form = FORMS[name](request.POST, run=run)
    if form.is_valid():
        with form.refusals():
            form.act(request.actor, run.number)
            return redirect("run", run.number)
    return _page(request, run, **{name: form})


@require_safe
@signed_in
def run_curves(request: ActedRequest, number: str) -> HttpResponseBase:
    """What its curves are drawn from; ``?since=&step=`` for what came after."""
    run = find(_runs(request.actor), number=number)
    return JsonResponse(curves(request.actor, run, wanted(request.GET)))


@require_safe
@signed_in
def run_now(request: ActedRequest, number: str) -> HttpResponseBase:
    """What is true now, swapped in by the open page; one that ended is read as a whole again."""
    run = find(_runs(request.actor), number=number)
    if run.ended_at is not None:
        return HttpResponseClientRefresh()
    return render(request, "pages/_run_now.html", {**facts_of(request.actor, run), "oob": True})


def _runs(actor: Actor) -> QuerySet[Run]:
    return Run.objects.visible_to(actor).select_related(*_RELATED)


def _page(request: ActedRequest, run: Run, **bound: Any) -> HttpResponse:
    forms = {f"{name}_form": bound.get(name) or form(run=run) for name, form in FORMS.items()}
    facts = {**facts_of(request.actor, run), **forms}
    return render(request, "pages/run.html", facts, status=422 if bound else 200)
