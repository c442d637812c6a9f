"""The rules of booking as pages: what each place says, a new version of it, and a preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions.save_rules import refuse_unknown_names, save_rules
from bookings.choices import RuleScope
from bookings.forms.rules import RulesForm
from bookings.places import Place, all_places, inherited, name_of, place_of, rules_at
from bookings.rehearsal import Rehearsal
from bookings.rules_told import lines, said_by, shown, story, versions_of
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.errors import Missing


@require_safe
@signed_in
def list_rules(request: ActedRequest) -> HttpResponse:
    """Every place of the plant, and what it says of its bookings."""
    request.actor.require(Permission.SEE_RULES)
    groups: dict[RuleScope, list[Any]] = {scope: [] for scope in RuleScope}
    for scope, place, rules in all_places(request.actor):
        groups[scope].append((place, name_of(place), rules, list(lines(said_by(rules)))))
    shown_groups = [(scope, rows) for scope, rows in groups.items() if rows]
    return render(request, "bookings/rules.html", {"groups": shown_groups})


@require_http_methods(["GET", "POST"])
@signed_in
def edit_rules(request: ActedRequest, scope: str, name: str) -> HttpResponse:
    """A place's rules: the form, what a proposal would have refused, and every version."""
    request.actor.require(Permission.SEE_RULES)
    of = _scope(scope)
    place = place_of(request.actor, of, name)
    rules = rules_at(of, place)
    seen = rules.version if rules else 0
    wider = inherited(of, place)
    form = RulesForm(request.POST or None, said=said_by(rules), version=seen, wider=wider)
    found: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            if request.POST.get("do") != "preview":
                version = form.cleaned_data["version"]
                save_rules(request.actor, of, name, form.command, version)
                messages.success(request, _("The rules are in force."))
                return redirect("rules")
            found = _preview(request.actor, of, place, form)
    facts = {"scope": of, "place": place, "name": name, "rules": rules, "form": form, **found}
    facts["history"] = story(versions_of(rules))
    facts["may_change"] = request.actor.may(Permission.MANAGE_PLANT)
    return render(request, "bookings/rules_edit.html", facts, status=422 if form.errors else 200)


def _preview(actor: Actor, scope: RuleScope, place: Place, form: RulesForm) -> dict[str, Any]:
    actor.require(Permission.MANAGE_PLANT)
    refuse_unknown_names(actor, form.command)
    found = Rehearsal(facility_of(actor), scope, place, form.command).preview()
    return {"preview": found, "refused": shown(found.refused), "passed": shown(found.passed)}


def _scope(said: str) -> RuleScope:
    """Raises Missing for a kind of place there is not."""
    if said not in RuleScope:
        raise Missing(said)
    return RuleScope(said)
