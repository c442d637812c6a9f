"""Programs read and say the rules of booking, and ask what others would have refused."""

from ninja import Header, Router

from bookings.actions.save_rules import refuse_unknown_names, save_rules
from bookings.choices import RuleScope
from bookings.places import all_places, place_of, rules_at
from bookings.rehearsal import Rehearsal
from bookings.rules_told import preview_out, rules_out, story_out
from bookings.schemas.rules import HouseRules, PreviewOut, RulesData, RulesOut, RulesStoryOut
from pilotbase.accounts.api import ActedRequest
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Rules of booking"])
Match = Header[Version | None]


@router.get("/rules", response={200: list[RulesOut], **REFUSALS})
def list_rules(request: ActedRequest) -> list[RulesOut]:
    """Every place that has said something, the widest first."""
    request.actor.require(Permission.SEE_RULES)
    return [rules_out(*one) for one in all_places(request.actor) if one[2] is not None]


@router.get("/rules/{scope}/{name}", response={200: RulesStoryOut, **REFUSALS})
def show_rules(request: ActedRequest, scope: RuleScope, name: str) -> RulesStoryOut:
    request.actor.require(Permission.SEE_RULES)
    place = place_of(request.actor, scope, name)
    zone = facility_of(request.actor).zone
    return story_out(scope, place, rules_at(scope, place), zone)


@router.post("/rules/{scope}/{name}", response={200: RulesOut, **REFUSALS})
def say_rules(
    request: ActedRequest, scope: RuleScope, name: str, payload: RulesData, if_match: Match = None
) -> RulesOut:
    """A new version. ``If-Match: "0"`` where the place has said nothing yet."""
    saved = save_rules(request.actor, scope, name, payload, if_match)
    return rules_out(scope, place_of(request.actor, scope, name), saved)


@router.post("/rules/{scope}/{name}/preview", response={200: PreviewOut, **REFUSALS})
def preview_rules(
    request: ActedRequest, scope: RuleScope, name: str, payload: HouseRules
) -> PreviewOut:
    """What these rules would have refused of what was asked in the last quarter."""
    request.actor.require(Permission.MANAGE_PLANT)
    place, facility = place_of(request.actor, scope, name), facility_of(request.actor)
    refuse_unknown_names(request.actor, payload)
    return preview_out(Rehearsal(facility, scope, place, payload).preview(), facility.zone)
