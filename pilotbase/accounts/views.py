"""A person's own page: the place she acts for, her signing PIN, her tokens."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilotbase.accounts.actions.make_api_token import make_api_token
from pilotbase.accounts.actions.revoke_api_token import revoke_api_token
from pilotbase.accounts.actions.set_signing_pin import set_signing_pin
from pilotbase.accounts.actor import active_memberships
from pilotbase.accounts.forms import PinForm, TokenForm
from pilotbase.accounts.http import MEMBERSHIP, ActedRequest, signed_in
from pilotbase.accounts.models import SigningPin


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
    return HttpResponseRedirect(back if safe and back.startswith("/") else "/")


@require_safe
@signed_in
def me(request: ActedRequest) -> HttpResponse:
    return _page(request)


@require_POST
@signed_in
def choose_pin(request: ActedRequest) -> HttpResponseBase:
    form = PinForm(request.POST)
    if form.is_valid():
        with form.refusals():
            set_signing_pin(request.actor, form.command)
            messages.success(request, _("The signing PIN is set."))
            return redirect("me")
    return _page(request, pin_form=form)


@require_POST
@signed_in
def new_token(request: ActedRequest) -> HttpResponseBase:
    """The one answer that ever holds the token's text."""
    form = TokenForm(request.POST)
    if form.is_valid():
        with form.refusals():
            token, text = make_api_token(request.actor, form.command)
            return _page(request, made=token, text=text)
    return _page(request, token_form=form)


@require_POST
@signed_in
def end_token(request: ActedRequest, pk: int) -> HttpResponse:
    revoke_api_token(request.actor, pk)
    messages.success(request, _("The token is revoked."))
    return redirect("me")


def _page(request: ActedRequest, **facts: Any) -> HttpResponse:
    user = request.actor.person()
    shown = {
        "memberships": active_memberships(user),
        "tokens": user.tokens.filter(revoked_at=None).order_by("-pk"),
        "pin": SigningPin.objects.filter(user=user).first(),
        "pin_form": PinForm(),
        "token_form": TokenForm(),
    } | facts
    forms = (shown["pin_form"], shown["token_form"])
    status = 422 if any(form.is_bound and form.errors for form in forms) else 200
    response = render(request, "accounts/me.html", shown, status=status)
    response["Cache-Control"] = "no-store"
    return response
