"""Today: what waits for the reader, and what comes next around her."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bookings.approving import queue
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.core import clock
from pilotbase.pages.today import things


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Visitors see the plant's public board."""
    if not request.user.is_authenticated:
        return redirect("board")
    return today(request)


@signed_in
def today(request: ActedRequest) -> HttpResponse:
    now, coming = clock.now(), things.coming(request.actor)
    late = [thing for thing in coming if thing.needs_you]
    rest = [thing for thing in coming if not thing.needs_you]
    waiting = [*late, *things.waiting(request.actor)]
    facts = {
        "now": now,
        "title": things.said(len(waiting)),
        "waiting": waiting,
        "approvals": queue(request.actor).count(),
        "coming": [thing for thing in rest if thing.at is None or thing.at >= now],
        "new": [thing for thing in reversed(rest) if thing.at and thing.at < now],
    }
    return render(request, "pages/today.html", facts)
