"""Runs as pages: check in on a booked stage, and all runs one may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions.start_run import start_run
from bookings.models import Run
from bookings.schemas.runs import StageRef
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.core.errors import Invalid
from pilotbase.core.htmx import wants_part

ROWS = 50


@require_POST
@signed_in
def start_stage(request: ActedRequest, number: str) -> HttpResponse:
    """The button of a booking's stage; its run's page comes next."""
    run = start_run(request.actor, number, StageRef(stage=position(request)))
    return redirect("run", run.number)


def position(request: ActedRequest) -> int:
    """Of the stage that a form means. Raises Invalid."""
    asked = request.POST.get("stage", "1")
    if not asked.isdecimal() or not 1 <= int(asked[:3]) <= 99:
        raise Invalid(_("There is no stage %(name)s.") % {"name": asked[:20]}, field="stage")
    return int(asked)


@require_safe
@signed_in
def list_runs(request: ActedRequest) -> HttpResponse:
    runs = Run.objects.visible_to(request.actor).order_by("-started_at", "-pk")
    shown = request.GET.get("show", "all")
    chosen = runs.going() if shown == "going" else runs
    related = ("equipment__current", "project", "organisation", "stage__booking")
    facts = {
        "page": Paginator(chosen.select_related(*related), ROWS).get_page(request.GET.get("page")),
        "going": runs.going().count(),
        "shown": shown,
        "choices": [("all", _("All")), ("going", _("Going"))],
    }
    part = "bookings/_runs.html" if wants_part(request) else "bookings/runs.html"
    return render(request, part, facts)
