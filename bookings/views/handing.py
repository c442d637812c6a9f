"""Sharing a booking, giving it to someone else, or to another project, as a page."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.actions.hand_over import hand_over
from bookings.actions.share import share
from bookings.actions.shorten import shorten
from bookings.actions.transfer import transfer
from bookings.actions.unshare import unshare
from bookings.answering import obstacles_of
from bookings.forms.booking import AnsweringForm
from bookings.forms.handing import HandingOverForm, SharingForm, TransferForm
from bookings.forms.shortening import ShorteningForm
from bookings.models import Booking
from bookings.queries import listed
from bookings.views.booking import booking_page, done, found
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find

VERBS: Final[dict[str, Callable[..., Booking]]] = {
    "hand_over": hand_over,
    "transfer": transfer,
    "share": share,
    "unshare": unshare,
}


@require_http_methods(["GET", "POST"])
@signed_in
def hand_booking_over(request: ActedRequest, number: str) -> HttpResponse:
    """``do`` says which of the forms was sent."""
    booking = find(listed(request.actor).select_related("booked_by"), number=number)
    request.actor.require(Permission.CHANGE_BOOKING)
    does = request.POST.get("do", "")
    sent = {name: request.POST if does == name else None for name in VERBS}
    forms: dict[str, AnsweringForm[Any]] = {
        "hand_over": HandingOverForm(booking, sent["hand_over"]),
        "transfer": TransferForm(booking, sent["transfer"]),
        "share": SharingForm(booking, sent["share"]),
        "unshare": SharingForm(booking, sent["unshare"], remove=True),
    }
    form = forms.get(does, forms["hand_over"])
    if form.is_valid():
        with form.refusals():
            return _done(request, VERBS[does](request.actor, number, None, form.command))
    facts = {"booking": booking, "obstacles": obstacles_of(form), **forms}
    return render(request, "bookings/handing.html", facts, status=form.status)


@require_POST
@signed_in
def shorten_booking(request: ActedRequest, number: str) -> HttpResponse:
    booking = found(request, number)
    form = ShorteningForm(booking, request.POST)
    if form.is_valid():
        with form.refusals():
            return done(request, shorten(request.actor, number, None, form.command))
    return booking_page(request, booking, form.status, shortening=form)


def _done(request: ActedRequest, booking: Booking) -> HttpResponse:
    words = {"number": booking.number, "name": booking.booked_by.name, "at": booking.project.code}
    messages.success(request, _("%(number)s is %(name)s's, for project %(at)s.") % words)
    return redirect("booking", booking.number)
