"""Make a Bearer token for one's own programs, held to some scopes, for some days."""

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import Actor, active_memberships
from pilotbase.accounts.models import ApiToken
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from pilotbase.core.schemas import Command, Name
from pilotbase.core.verbs import verb


class NewToken(Command):
    name: Name
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=365)] = 90


@verb
def make_api_token(actor: Actor, new: NewToken) -> tuple[ApiToken, str]:
    """The token, and its text that is never shown again. A token makes no tokens.

    Raises SignedOut and NotAllowed.
    """
    user = actor.person()
    if actor.scopes is not None:
        raise NotAllowed(_("A token makes no tokens. Sign in."))
    place = active_memberships(user).filter(
        organisation=actor.organisation, facility=actor.facility
    )
    membership = place.first()
    if membership is None:
        raise NotAllowed(_("You hold no place to act for. Ask an administrator."))
    until = clock.now() + timedelta(days=new.days)
    token, text = make_token(membership, new.name, new.scopes, until)
    record(actor, "token.made", token, after={"name": new.name, "scopes": token.scopes})
    return token, text
