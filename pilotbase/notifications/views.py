"""The inbox: what one was told, newest first."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.core.htmx import wants_part
from pilotbase.notifications.actions.read_all_notices import read_all_notices
from pilotbase.notifications.actions.read_notice import read_notice
from pilotbase.notifications.actions.save_preferences import (
    phone_of,
    preferences_of,
    save_preferences,
)
from pilotbase.notifications.forms import PreferencesForm
from pilotbase.notifications.models import Notice

ROWS = 50


@require_safe
@signed_in
def list_notices(request: ActedRequest) -> HttpResponse:
    rows = Notice.objects.visible_to(request.actor).select_related("facility").order_by("-pk")
    only_new = request.GET.get("show") == "new"
    shown = Paginator(rows.unread() if only_new else rows, ROWS)
    facts = {
        "page": shown.get_page(request.GET.get("page")),
        "new": rows.unread().count(),
        "only_new": only_new,
    }
    part = "notifications/_notices.html" if wants_part(request) else "notifications/notices.html"
    return render(request, part, facts)


@require_POST
@signed_in
def open_notice(request: ActedRequest, pk: int) -> HttpResponse:
    """Read it, and go where it leads."""
    return redirect(read_notice(request.actor, pk).href or "notices")


@require_POST
@signed_in
def read_all(request: ActedRequest) -> HttpResponse:
    read_all_notices(request.actor)
    return redirect("notices")


@require_http_methods(["GET", "POST"])
@signed_in
def choose(request: ActedRequest) -> HttpResponse:
    """Which kinds come by which channel."""
    person = request.actor.person()
    form = PreferencesForm(preferences_of(person), phone_of(person), request.POST or None)
    if form.is_valid():
        with form.refusals():
            save_preferences(request.actor, form.command)
            messages.success(request, _("Saved."))
            return redirect("notice_preferences")
    facts = {"form": form, "sends": settings.SENDS_EMAIL}
    status = 422 if form.errors else 200
    return render(request, "notifications/preferences.html", facts, status=status)
