"""Find a slot: what one needs, and the machines that answer to it, best first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.actions.find_slots import find_slots
from bookings.forms.slots import NeedForm
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.htmx import wants_part

USUAL_HOURS = 72


@require_safe
@signed_in
def show_slots(request: ActedRequest) -> HttpResponse:
    """Asked in the address, so that an answer can be sent to a colleague."""
    request.actor.require(Permission.BOOK)
    asked = request.GET if "project" in request.GET else None
    form, found = NeedForm(request.actor, asked, initial={"hours": USUAL_HOURS}), None
    if form.is_valid():
        with form.refusals():
            found = find_slots(request.actor, form.command)
    need = form.command if found else None
    part = "bookings/_slots.html" if wants_part(request) else "bookings/slots.html"
    return render(request, part, {"form": form, "found": found, "need": need})
