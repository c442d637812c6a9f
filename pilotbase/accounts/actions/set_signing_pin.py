"""Choose the signing PIN, proving oneself by password."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.accounts.signing import set_pin
from pilotbase.audit.log import record
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Command, Text
from pilotbase.core.verbs import verb


class NewPin(Command):
    password: Annotated[Text, Field(max_length=128)]
    pin: Annotated[Text, Field(max_length=12)]


@verb
def set_signing_pin(actor: Actor, new: NewPin) -> User:
    """Raises SignedOut, and Invalid for a wrong password or a PIN that is none."""
    user = actor.person()
    if not user.check_password(new.password):
        raise Invalid(_("This is not your password."), field="password", code="password_wrong")
    set_pin(user, new.pin)
    record(actor, "user.pin_set", user)
    return user
