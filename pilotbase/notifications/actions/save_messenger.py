"""Set up a robot in a group of the staff's, or the gateway for text messages, of one's plant."""

import re
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from pydantic import Field

from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Language
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.accounts.schemas import Slug
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Command, Text
from pilotbase.core.verbs import verb
from pilotbase.notifications.choices import MessengerChannel
from pilotbase.notifications.models import Messenger
from pilotbase.notifications.sealed import seal

_KEY: Final = re.compile(r"[\w-]{8,200}", re.ASCII)


class MessengerData(Command):
    """``address`` is the robot's key (``key=`` or ``access_token=`` of its webhook), or the https
    address of the gateway; ``secret`` signs. Left empty, both stay as they are."""

    code: Slug
    channel: MessengerChannel
    address: Annotated[Text, Field(max_length=300)] = ""
    secret: Annotated[Text, Field(max_length=200)] = ""
    language: Language = Language.ZH_HANS
    tells_requests: bool = False
    tells_service: bool = False
    tells_faults: bool = False


@verb
def save_messenger(actor: Actor, data: MessengerData, version: int | None = None) -> Messenger:
    """Raises NotAllowed, Invalid, Exists, Missing, Unconditional and Stale.

    Address and secret are sealed, and stand in no audit entry.
    """
    actor.require(Permission.MANAGE_PLANT)
    mine = here(actor, Messenger.objects.all())
    before = find(mine, code=data.code) if version is not None else None
    _check(data, before)
    values = data.model_dump(exclude={"code", "address", "secret"})
    sealed = {name: seal(getattr(data, name)) for name in ("address", "secret")}
    row = masterdata.put(
        actor, mine, {"code": data.code}, {**values, "facility": facility_of(actor)}, version
    )
    for name, kept in sealed.items():
        if kept:
            setattr(row, name, kept)
    row.save(update_fields=["address", "secret"])
    return row


@verb
def retire_messenger(actor: Actor, code: str, version: int | None, day: date) -> Messenger:
    """From that day on nothing is sent by it."""
    actor.require(Permission.MANAGE_PLANT)
    return masterdata.retire(actor, here(actor, Messenger.objects.all()), code, version, day)


def _check(data: MessengerData, before: Messenger | None) -> None:
    same = before is not None and before.channel == data.channel
    if not data.address and not same:
        raise Invalid(_("Say its key or address."), field="address", code="missing")
    if data.address and data.channel == MessengerChannel.SMS and not _is_https(data.address):
        raise Invalid(_("A gateway's address starts with https:// and names it."), field="address")
    robot = data.channel != MessengerChannel.SMS
    if data.address and robot and not _KEY.fullmatch(data.address):
        raise Invalid(
            _("A robot's key is what stands after key= or access_token= in its address."),
            field="address",
        )
    signs = data.channel != MessengerChannel.WECOM
    if signs and not data.secret and not (same and before and before.secret):
        raise Invalid(_("Say the secret that signs its messages."), field="secret", code="missing")


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
