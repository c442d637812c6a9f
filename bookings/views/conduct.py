"""What speaks against people's bookings, as a page: appeal against it, and decide."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bookings.actions.appeal import appeal
from bookings.actions.decide_appeal import decide_appeal
from bookings.conduct import barred_until, points_of, terms_of
from bookings.forms.booking import AnsweringForm
from bookings.forms.conduct import AppealForm, DecisionForm
from bookings.models import Violation
from pilotbase.accounts.http import ActedRequest, plant_of, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find

ROWS = 50


@require_safe
@signed_in
def list_violations(request: ActedRequest) -> HttpResponse:
    return _page(request)


@require_POST
@signed_in
def appeal_against(request: ActedRequest, pk: int) -> HttpResponse:
    find(Violation.objects.visible_to(request.actor), pk=pk)
    form = AppealForm(request.POST)
    if form.is_valid():
        with form.refusals():
            appeal(request.actor, pk, form.command)
            return redirect("violations")
    return _page(request, form)


@require_POST
@signed_in
def decide_it(request: ActedRequest, pk: int) -> HttpResponse:
    find(Violation.objects.visible_to(request.actor), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with form.refusals():
            decide_appeal(request.actor, pk, form.command)
            return redirect("violations")
    return _page(request, form)


def _page(request: ActedRequest, sent: AnsweringForm | None = None) -> HttpResponse:  # type: ignore[type-arg]
    """Hers to appeal against, those of all to whoever decides; and how she stands herself."""
    actor, now = request.actor, clock.now()
    rows = Violation.objects.visible_to(actor).with_all().order_by("-at", "-pk")
    facts: dict[str, Any] = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "form": sent,
        "may_appeal": actor.may(Permission.CHANGE_BOOKING),
        "may_decide": actor.may(Permission.DECIDE_BOOKING),
    }
    place = plant_of(request)
    if place is not None and actor.organisation is not None and actor.person_id:
        facts["terms"] = terms_of(place)
        facts["points"] = points_of(actor.person_id, place, now)
        facts["barred"] = barred_until(actor.person_id, place, now)
    status = sent.status if sent else 200
    return render(request, "bookings/violations.html", facts, status=status)
