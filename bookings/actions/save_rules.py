"""Say anew what a place asks of its bookings: a new version, with who said it and why."""

from typing import Any

from django.utils.translation import gettext as _

from bookings.choices import QuotaOf, RuleScope
from bookings.models import RuleSet, RuleVersion
from bookings.places import Place, place_of, rules_at
from bookings.schemas.rules import HouseRules, RulesData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.models import Organisation, Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid, Stale
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version, required


@verb
def save_rules(
    actor: Actor, scope: RuleScope, name: str, data: RulesData, version: int | None
) -> RuleSet:
    """What is booked stays booked; what is asked from now on is judged by it.

    ``version`` is the one that was seen, 0 where the place said nothing yet. Raises NotAllowed,
    Missing, Invalid, Unconditional and Stale.
    """
    actor.require(Permission.MANAGE_PLANT)
    place = place_of(actor, scope, name)
    refuse_unknown_names(actor, data)
    rules = _claimed(actor, scope, place, required(version))
    before: dict[str, Any] = rules.said
    rules.said = data.document()
    if rules.said == before:
        raise Invalid(_("These rules say what holds already."), code="unchanged")
    rules.save(update_fields=["said"])
    RuleVersion.objects.create(
        rule_set=rules,
        version=rules.version,
        said=rules.said,
        reason=data.reason,
        made_at=clock.now(),
        made_by_id=actor.person_id,
    )
    record(actor, "rules.said", rules, before=before, after=rules.said, reason=data.reason)
    return rules


def refuse_unknown_names(actor: Actor, rules: HouseRules) -> None:
    """A quota of one organisation or project names one that there is. Raises Invalid."""
    for n, quota in enumerate(rules.quotas):
        field = f"quotas.{n}.name"
        if quota.name and quota.of == QuotaOf.PROJECT:
            refer(here(actor, Project.objects.all()), field, code=quota.name)
        elif quota.name:
            refer(Organisation.objects.all(), field, code=quota.name)


def _claimed(actor: Actor, scope: RuleScope, place: Place, seen: int) -> RuleSet:
    """The place's rules, ours until commit, with their version raised. Raises Stale."""
    everywhere: Any = type(place)._meta.default_manager
    lock(everywhere.all(), [place.pk])
    found = rules_at(scope, place)
    if found is not None:
        raise_version(found, seen)
        return found
    if seen:
        raise Stale(_("Someone has changed this since you looked. Look again, then decide."))
    attribute = {RuleSet.attribute(scope): place}
    return RuleSet.objects.create(facility=facility_of(actor), **attribute)
