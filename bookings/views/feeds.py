"""Calendar feeds: the page on which one makes and ends one's own, and what programs read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions.make_feed import make_feed
from bookings.actions.revoke_feed import revoke_feed
from bookings.feeds import feed_for, told
from bookings.forms.feeds import FeedForm
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.core import clock
from pilotbase.notifications.models import CalendarFeed


@require_safe
@signed_in
def list_feeds(request: ActedRequest) -> HttpResponse:
    return _page(request, form=FeedForm(request.actor))


@require_POST
@signed_in
def new_feed(request: ActedRequest) -> HttpResponse:
    """The one answer that ever holds its address."""
    form = FeedForm(request.actor, request.POST)
    if form.is_valid():
        with form.refusals():
            _feed, secret = make_feed(request.actor, form.command)
            address = settings.PUBLIC_URL + reverse("calendar_feed", args=[secret])
            return _page(request, form=FeedForm(request.actor), address=address)
    return _page(request, form=form)


@require_POST
@signed_in
def end_feed(request: ActedRequest, pk: int) -> HttpResponse:
    revoke_feed(request.actor, pk)
    messages.success(request, _("The feed is revoked."))
    return redirect("calendar_feeds")


@require_safe
def read_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For a calendar program, which shows only the address. Nothing there is 404 for all."""
    feed = feed_for(secret)
    content = told(feed) if feed else None
    if feed is None or content is None:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=clock.now())
    kept = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=kept)


def _page(request: ActedRequest, **facts: Any) -> HttpResponse:
    rows = CalendarFeed.objects.visible_to(request.actor).good()
    shown = {"feeds": rows.select_related("organisation", "facility").order_by("-pk")} | facts
    status = 422 if shown["form"].errors else 200
    response = render(request, "bookings/feeds.html", shown, status=status)
    response["Cache-Control"] = "no-store"
    return response
