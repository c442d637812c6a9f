"""Deliveries as a page: type, paste or upload a table, check it, register it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core.errors import PilotError
from samples.actions.deliver import deliver
from samples.forms.delivery import DeliveryForm
from samples.manifest import read_lines


@require_http_methods(["GET", "POST"])
@signed_in
def deliver_samples(request: ActedRequest) -> HttpResponse:
    """Check first, then register: the same table, read the same way."""
    request.actor.require(Permission.DELIVER_SAMPLE)
    form = DeliveryForm(request.actor, request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"form": form, "status": 422 if form.errors else 200}
    if request.method == "POST" and form.is_valid():
        try:
            facts |= _read(form)
            if request.POST.get("do") == "register":
                return _register(request, form, facts)
        except PilotError as refusal:
            facts |= {"refusal": refusal, "status": refusal.status}
    return render(request, "samples/deliver.html", facts, status=facts["status"])


def _read(form: DeliveryForm) -> dict[str, Any]:
    """The lines, and the table as text, so that a file need not be chosen again."""
    table = form.table()
    zone = form.cleaned_data["project"].facility.zone
    return {"lines": read_lines(table, zone, form.defaults()), "carried": table.text()}


def _register(request: ActedRequest, form: DeliveryForm, facts: dict[str, Any]) -> HttpResponse:
    samples = deliver(request.actor, form.delivery(facts["lines"]))
    said = ngettext("%(n)s sample was registered.", "%(n)s samples were registered.", len(samples))
    messages.success(request, said % {"n": len(samples)})
    return redirect("sample", samples[0].number) if len(samples) == 1 else redirect("samples")
