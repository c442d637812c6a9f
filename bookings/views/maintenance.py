"""Maintenance as a page: take a machine's time, and choose for each booking that is in the way."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.block_for_maintenance import block_for_maintenance, in_the_way
from bookings.forms.booking import hours_of
from bookings.forms.maintenance import BlockForm
from bookings.proposing import Proposal, proposals
from equipment.models import Equipment
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find


@require_http_methods(["GET", "POST"])
@signed_in
def plan_maintenance(request: ActedRequest, tag: str) -> HttpResponse:
    """``plan``: the one whose proposal fills the form, to be changed before it is blocked."""
    machine = find(Equipment.objects.select_related("facility"), tag=tag)
    request.actor.require(Permission.BLOCK_MACHINE, at=machine.facility_id)
    proposed = proposals(machine)
    form = BlockForm(request.POST or None, initial=_chosen(proposed, request.GET.get("plan", "")))
    if form.is_valid():
        form.offer(in_the_way(machine, form.command.span))
        with form.refusals():
            blocks = block_for_maintenance(request.actor, tag, form.command)
            messages.success(request, _("%(tag)s is blocked.") % {"tag": blocks[0].machine.tag})
            return redirect("machine", tag)
    facts = {"machine": machine, "form": form, "proposals": proposed}
    return render(request, "bookings/maintenance.html", facts, status=form.status)


def _chosen(proposed: Iterable[Proposal], code: str) -> dict[str, Any]:
    for one in proposed:
        if one.plan.code == code and one.span is not None:
            start = timezone.localtime(one.span.start)
            return {"start": start, "hours": hours_of(one.span.length), "note": one.note}
    return {}
