"""Maintenance as a page: take a machine's time, and choose for each booking that is in the way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.block_for_maintenance import block_for_maintenance, in_the_way
from bookings.forms.maintenance import BlockForm
from equipment.models import Equipment
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find


@require_http_methods(["GET", "POST"])
@signed_in
def plan_maintenance(request: ActedRequest, tag: str) -> HttpResponse:
    machine = find(Equipment.objects.select_related("facility"), tag=tag)
    request.actor.require(Permission.BLOCK_MACHINE, at=machine.facility_id)
    form = BlockForm(data=request.POST or None)
    if form.is_valid():
        form.offer(in_the_way(machine, form.command.span))
        with form.refusals():
            blocks = block_for_maintenance(request.actor, tag, form.command)
            messages.success(request, _("%(tag)s is blocked.") % {"tag": blocks[0].machine.tag})
            return redirect("machine", tag)
    facts = {"machine": machine, "form": form}
    return render(request, "bookings/maintenance.html", facts, status=form.status)
