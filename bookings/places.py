"""The places whose bookings have rules: the facility, its areas, its classes and its machines."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from bookings.choices import RuleScope
from bookings.models import RuleSet
from equipment.models import Area, Equipment, EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.models import Facility
from pilotbase.accounts.places import facility_of
from pilotbase.core.access import find

Place = Facility | Area | EquipmentClass | Equipment


def place_of(actor: Actor, scope: RuleScope, name: str) -> Place:
    """Raises Missing for what is not in the actor's plant."""
    key = "tag" if scope == RuleScope.MACHINE else "code"
    place: Place = find(_rows(actor, scope), **{key: name})
    return place


def rules_at(scope: RuleScope, place: Model) -> RuleSet | None:
    """What the place says, or None where it has never said anything."""
    return RuleSet.objects.filter(**{RuleSet.attribute(scope): place}).first()


def all_places(actor: Actor) -> Iterator[tuple[RuleScope, Any, RuleSet | None]]:
    """Every place of the plant, the widest first, with what it says."""
    said = {
        (row.scope, getattr(row, f"{RuleSet.attribute(row.scope)}_id")): row
        for row in here(actor, RuleSet.objects.all())
    }
    for scope in RuleScope:
        for place in _rows(actor, scope):
            yield scope, place, said.get((scope, place.pk))


def name_of(place: Any) -> str:
    return str(getattr(place, "tag", None) or place.code)


def _rows(actor: Actor, scope: RuleScope) -> QuerySet[Any]:
    if scope == RuleScope.FACILITY:
        return Facility.objects.filter(pk=facility_of(actor).pk)
    rows: dict[RuleScope, QuerySet[Any]] = {
        RuleScope.AREA: Area.objects.all(),
        RuleScope.CLASS: EquipmentClass.objects.all(),
        RuleScope.MACHINE: Equipment.objects.all(),
    }
    return here(actor, rows[scope])
