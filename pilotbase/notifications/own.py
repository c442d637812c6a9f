"""What is one's own to mark and to choose: each may, but not by a token that only reads."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.accounts.permissions import Scope
from pilotbase.core.errors import NotAllowed


def who_writes(actor: Actor) -> User:
    """Raises SignedOut, and NotAllowed for a gateway and for a token that only reads."""
    person = actor.person()
    if actor.scopes is not None and not actor.scopes - {Scope.READ}:
        raise NotAllowed(_("This token only reads."), code="scope_missing")
    return person
