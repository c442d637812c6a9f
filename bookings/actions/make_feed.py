"""Make an address at which one's calendar program reads one's bookings, or a machine's time."""

import secrets
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from equipment.models import Equipment
from pilotbase.accounts.actor import Actor, active_memberships
from pilotbase.accounts.tokens import hashed
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import NotAllowed
from pilotbase.core.schemas import Command, Text
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import CalendarFeed


class NewFeed(Command):
    """``machine`` is a tag; without one the feed holds one's own bookings."""

    machine: Annotated[Text, Field(max_length=24)] = ""


@verb
def make_feed(actor: Actor, new: NewFeed) -> tuple[CalendarFeed, str]:
    """The feed, and its secret that is never shown again. A token makes no feeds.

    Raises SignedOut, NotAllowed, and Invalid for an unknown machine.
    """
    person = actor.person()
    if actor.scopes is not None:
        raise NotAllowed(_("A token makes no calendar feed. Sign in."))
    places = active_memberships(person)
    if not places.filter(organisation=actor.organisation, facility=actor.facility).exists():
        raise NotAllowed(_("You hold no place to act for. Ask an administrator."))
    if new.machine:
        refer(Equipment.objects.visible_to(actor), "machine", tag=new.machine)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=person,
        organisation=actor.organisation,
        facility=actor.facility,
        machine=new.machine,
        hash=hashed(secret),
        made_at=clock.now(),
    )
    record(actor, "feed.made", feed, after={"machine": new.machine})
    return feed, secret
