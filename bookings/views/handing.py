"""Giving a booking to someone else, or to another project, as a page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.hand_over import hand_over
from bookings.actions.transfer import transfer
from bookings.answering import obstacles_of
from bookings.forms.handing import HandingOverForm, TransferForm
from bookings.models import Booking
from bookings.queries import listed
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find


@require_http_methods(["GET", "POST"])
@signed_in
def hand_booking_over(request: ActedRequest, number: str) -> HttpResponse:
    """``do`` says which of the two forms was sent."""
    booking = find(listed(request.actor).select_related("booked_by"), number=number)
    request.actor.require(Permission.CHANGE_BOOKING)
    does = request.POST.get("do", "")
    handing = HandingOverForm(booking, request.POST if does == "hand_over" else None)
    moving = TransferForm(booking, request.POST if does == "transfer" else None)
    if handing.is_valid():
        with handing.refusals():
            return _done(request, hand_over(request.actor, number, None, handing.command))
    if moving.is_valid():
        with moving.refusals():
            return _done(request, transfer(request.actor, number, None, moving.command))
    sent = moving if does == "transfer" else handing
    facts = {"booking": booking, "handing": handing, "moving": moving}
    facts["obstacles"] = obstacles_of(sent)
    return render(request, "bookings/handing.html", facts, status=sent.status)


def _done(request: ActedRequest, booking: Booking) -> HttpResponse:
    words = {"number": booking.number, "name": booking.booked_by.name, "at": booking.project.code}
    messages.success(request, _("%(number)s is %(name)s's, for project %(at)s.") % words)
    return redirect("booking", booking.number)
