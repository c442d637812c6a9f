"""A person's own page: the place she acts for, her PIN, her tokens."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pilotbase.accounts.actor import active_memberships
from pilotbase.accounts.http import MEMBERSHIP, ActedRequest, signed_in


@require_POST
@signed_in
def choose_place(request: ActedRequest) -> HttpResponse:
    """Act for another of one's places from now on."""
    chosen = request.POST.get("membership", "")
    mine = {str(row.pk) for row in active_memberships(request.actor.person())}
    if chosen in mine:
        request.session[MEMBERSHIP] = int(chosen)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "/")


@signed_in
def me(request: ActedRequest) -> HttpResponseBase:
    facts = {"memberships": active_memberships(request.actor.person())}
    return render(request, "accounts/me.html", facts)
