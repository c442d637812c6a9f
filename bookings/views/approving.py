"""What waits for the reader's approval, as a page; and what she decides."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.actions.approve import approve
from bookings.actions.reject import reject
from bookings.answering import obstacles_of
from bookings.approving import queue, require_one, steps_of
from bookings.forms.approving import ApprovalForm, RejectionForm
from bookings.models import Booking
from bookings.queries import chain_told
from bookings.rivals import rivals_of
from bookings.views.booking import booking_page, found
from pilotbase.accounts.http import ActedRequest, signed_in

ROWS = 25


@require_safe
@signed_in
def list_approvals(request: ActedRequest) -> HttpResponse:
    """Each with its chain, and with whom approving it would leave without time."""
    require_one(request.actor)
    page = Paginator(queue(request.actor), ROWS).get_page(request.GET.get("page"))
    bookings = list(page.object_list)
    rivals = rivals_of(bookings, request.actor)
    rows = [(one, chain_told(one), rivals[one.pk], ApprovalForm(of=one)) for one in bookings]
    facts: dict[str, Any] = {"page": page, "rows": rows, "steps": steps_of(request.actor)}
    return render(request, "bookings/approvals.html", facts)


@require_POST
@signed_in
def approve_booking(request: ActedRequest, number: str) -> HttpResponse:
    booking, form = found(request, number), ApprovalForm(request.POST)
    if form.is_valid():
        with form.refusals():
            return _decided(request, approve(request.actor, number, None, form.command))
    return booking_page(request, booking, form.status, approval=form, obstacles=obstacles_of(form))


@require_POST
@signed_in
def reject_booking(request: ActedRequest, number: str) -> HttpResponse:
    booking, form = found(request, number), RejectionForm(request.POST)
    if form.is_valid():
        with form.refusals():
            return _decided(request, reject(request.actor, number, None, form.command))
    return booking_page(request, booking, form.status, rejection=form)


def _decided(request: ActedRequest, booking: Booking) -> HttpResponse:
    """Back to where she decided: the queue, or the booking."""
    words = {"number": booking.number, "status": booking.status_now.label}
    sentence = _("Booking %(number)s: %(status)s")
    if booking.step is not None:
        words["next"] = booking.step.label
        sentence = _("%(number)s is approved, and with the next now (%(next)s).")
    messages.success(request, sentence % words)
    if request.POST.get("from") == "queue":
        return redirect("approvals")
    return redirect("booking", booking.number)
