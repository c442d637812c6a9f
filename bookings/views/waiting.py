"""The wait list as pages: get in line, see what is offered, take it or leave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions.accept_offer import accept_offer
from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.leave_wait_list import leave_wait_list
from bookings.choices import WaitStatus
from bookings.forms.waiting import WaitForm
from bookings.models import WaitEntry
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock

ROWS = 50
OPEN = (WaitStatus.WAITING, WaitStatus.OFFERED)


@require_http_methods(["GET", "POST"])
@signed_in
def wait_list(request: ActedRequest) -> HttpResponse:
    """Those in line whom one may see, and the form that gets one in line."""
    may = request.actor.may(Permission.BOOK)
    form = WaitForm(request.actor, request.POST or None, initial=request.GET.dict())
    if request.method == "POST":
        request.actor.require(Permission.BOOK)
        if form.is_valid():
            with form.refusals():
                return _joined(request, join_wait_list(request.actor, form.command))
    rows = WaitEntry.objects.visible_to(request.actor).with_all().order_by("-pk")
    facts = {
        "form": form if may else None,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "open": OPEN,
        "now": clock.now(),
    }
    return render(request, "bookings/waiting.html", facts, status=form.status)


@require_POST
@signed_in
def leave_the_line(request: ActedRequest, pk: int) -> HttpResponse:
    leave_wait_list(request.actor, pk)
    messages.success(request, _("You are not in line any more."))
    return redirect("wait_list")


@require_POST
@signed_in
def take_offer(request: ActedRequest, pk: int) -> HttpResponse:
    return redirect("booking", accept_offer(request.actor, pk).number)


def _joined(request: ActedRequest, entry: WaitEntry) -> HttpResponse:
    if entry.status == WaitStatus.OFFERED:
        messages.success(request, _("It is free: the time below is held for you."))
    else:
        messages.success(request, _("You are in line. You hear of it when there is time for you."))
    return redirect("wait_list")
