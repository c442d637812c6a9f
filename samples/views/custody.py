"""Hand-overs as pages: give, receive, refuse, take back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.signing import check_pin
from pilotbase.core.errors import Invalid
from samples.actions.hand_over import hand_over
from samples.actions.receive import receive
from samples.actions.reject import reject
from samples.actions.relinquish import relinquish
from samples.actions.withdraw import withdraw
from samples.custody import handing
from samples.forms.sample import BothForm, OfferForm, ReceiveForm, RejectForm
from samples.models import Sample
from samples.queries import in_hands, offered_by, offered_to
from samples.schemas.sample import Withdrawing


@require_http_methods(["GET", "POST"])
@signed_in
def hand_over_samples(request: ActedRequest) -> HttpResponse:
    """``?sample=`` once for each; without one, what is in her hands to choose from."""
    actor, numbers = request.actor, request.GET.getlist("sample")
    actor.require(Permission.HAND_OVER)
    if not numbers:
        which = {"samples": in_hands(actor), "ticks_all": request.GET.get("tick") == "all"}
        return render(request, "samples/hand_over_which.html", which)
    samples = handing.found(actor, numbers[0], numbers[1:])
    how = request.GET.get("how", "both")
    kind: Any = OfferForm if how == "later" else BothForm
    form = kind(handing.receivers(actor, samples), numbers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            _give(actor, numbers, form)
            return _done(request, samples, _("Handed over: %(samples)s."))
    hows = [("both", _("Both are here")), ("later", _("The receiver confirms later"))]
    facts = {"form": form, "samples": samples, "how": how, "hows": hows}
    return render(request, "samples/hand_over.html", facts, status=422 if form.errors else 200)


def _give(actor: Actor, numbers: Sequence[str], form: BothForm | OfferForm) -> None:
    """Both PINs are checked before anything is written."""
    check_pin(actor.person(), form.cleaned_data["pin"])
    if not isinstance(form, BothForm):
        relinquish(actor, numbers[0], form.command)
        return
    samples = handing.found(actor, numbers[0], numbers[1:])
    receiver = handing.receiver(actor, samples, form.cleaned_data["to"]).person()
    check_pin(receiver, form.cleaned_data["receiver_pin"], field="receiver_pin")
    hand_over(actor, numbers[0], form.command)


@require_http_methods(["GET", "POST"])
@signed_in
def show_inbox(request: ActedRequest) -> HttpResponse:
    """What others hand to her, and what she handed out that is not confirmed yet."""
    actor, numbers = request.actor, request.POST.getlist("sample")
    actor.require(Permission.HAND_OVER)
    refuses = request.POST.get("do") == "reject"
    kind: Any = RejectForm if refuses else ReceiveForm
    form = kind(numbers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return _taken(request, numbers, form)
    coming = list(offered_to(actor))
    if request.GET.get("tick") == "all":
        numbers = numbers or [sample.number for sample in coming]
    facts = {"form": form, "ticked": numbers, "coming": coming, "going": offered_by(actor)}
    return render(request, "samples/inbox.html", facts, status=422 if form.errors else 200)


def _taken(
    request: ActedRequest, numbers: Sequence[str], form: ReceiveForm | RejectForm
) -> HttpResponse:
    actor = request.actor
    if not numbers:
        raise Invalid(_("Tick the samples that are meant."), code="none_chosen")
    samples = handing.found(actor, numbers[0], numbers[1:])
    check_pin(actor.person(), form.cleaned_data["pin"])
    if isinstance(form, RejectForm):
        reject(actor, numbers[0], form.command)
        return _done(request, samples, _("Refused: %(samples)s."))
    receive(actor, numbers[0], form.command)
    return _done(request, samples, _("Received: %(samples)s."))


@require_POST
@signed_in
def take_back(request: ActedRequest) -> HttpResponse:
    first, *also = request.POST.getlist("sample") or [""]
    samples = handing.found(request.actor, first, also)
    withdraw(request.actor, first, Withdrawing(also=tuple(also)))
    return _done(request, samples, _("Taken back: %(samples)s."))


def _done(request: ActedRequest, samples: Sequence[Sample], said: str) -> HttpResponse:
    """One sample leads to its page, several to the list."""
    if len(samples) == 1:
        messages.success(request, said % {"samples": samples[0].number})
        return redirect("sample", samples[0].number)
    count = ngettext("%(n)s sample", "%(n)s samples", len(samples)) % {"n": len(samples)}
    messages.success(request, said % {"samples": count})
    return redirect("samples")
