"""All master data, in the order in which each stands on the ones before."""

from typing import Final

from django.utils.translation import gettext as _

from bookings.nouns import NOUNS as PRICES
from equipment.nouns import NOUNS as PLANT
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Noun
from pilotbase.accounts.nouns import NOUNS as PEOPLE
from pilotbase.accounts.permissions import Permission
from pilotbase.core.errors import Missing
from pilotbase.notifications.nouns import NOUNS as MESSENGERS
from samples.nouns import NOUNS as METHODS

ALL: Final[dict[str, Noun]] = {
    noun.key: noun for noun in (*PEOPLE, *PLANT, *PRICES, *METHODS, *MESSENGERS)
}


def kept_by(actor: Actor) -> list[Noun]:
    """The nouns that the actor may keep. Raises SignedOut or NotAllowed when there is none."""
    kept = [noun for noun in ALL.values() if may_keep(actor, noun)]
    if not kept:
        actor.require(Permission.MANAGE_PLANT)
    return kept


def may_keep(actor: Actor, noun: Noun) -> bool:
    own_people = noun.key == "people" and actor.may(Permission.MANAGE_OWN_PEOPLE)
    return actor.may(noun.permission) or own_people


def noun_of(actor: Actor, key: str) -> Noun:
    """Raises SignedOut or NotAllowed, and Missing for a noun there is not."""
    noun = _named(key)
    if not may_keep(actor, noun):
        actor.require(noun.permission)
    return noun


def retiring_of(actor: Actor, key: str) -> Noun:
    """One whose rows retire, to look at. Raises as ``noun_of``, and Invalid for any other."""
    noun = _named(key)
    actor.require_to_read(noun.permission)
    noun.must_retire()
    return noun


def _named(key: str) -> Noun:
    noun = ALL.get(key)
    if noun is None:
        raise Missing(_("There is no kind of master data %(key)s.") % {"key": key[:80]})
    return noun
