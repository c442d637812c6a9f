"""The places whose bookings have rules: the facility, its areas, its classes and its machines."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from bookings.choices import RuleScope
from bookings.models import RuleSet
from bookings.rulebook import LABELS, OWN
from bookings.schemas.rules import HouseRules
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


def inherited(scope: RuleScope, place: Any) -> dict[str, Any]:
    """What holds at the place where it says nothing: its class's columns, under what the wider
    places say. In the numbers in which rules are said."""
    of = {RuleScope.CLASS: lambda: place, RuleScope.MACHINE: lambda: place.equipment_class}
    found: dict[str, Any] = {}
    if scope in of:
        found = {name: _number(getattr(of[scope](), name)) for name in OWN}
    for wider, above in _above(scope, place):
        rules = rules_at(wider, above)
        said = HouseRules.model_validate(rules.said) if rules else HouseRules()
        found |= {name: value for name in LABELS if (value := getattr(said, name)) is not None}
    return found


def _above(scope: RuleScope, place: Any) -> Iterator[tuple[RuleScope, Any]]:
    """The widest first."""
    if scope != RuleScope.FACILITY:
        yield RuleScope.FACILITY, place.facility
    if scope == RuleScope.MACHINE:
        yield RuleScope.AREA, place.area
        yield RuleScope.CLASS, place.equipment_class


def _number(value: Any) -> Any:
    """Hours for a length of time."""
    is_length = isinstance(value, timedelta)
    return Decimal(value // timedelta(minutes=1)) / 60 if is_length else value


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
