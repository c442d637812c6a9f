"""Gateways: programs that speak for machines, each by a token of its own."""

import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from equipment.models import Equipment, Gateway
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.tokens import hashed
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed

PREFIX = "pbg_"
NAME = "gateway:"
OFTEN_ENOUGH = timedelta(seconds=1)  # for writing down that a gateway was heard


def issue_token(gateway: Gateway) -> str:
    """A new token for the gateway, shown this once; the one before ends."""
    text = PREFIX + secrets.token_urlsafe(32)
    gateway.token_hash = hashed(text)
    gateway.save(update_fields=["token_hash"])
    return text


def gateway_for_token(text: str) -> Actor | None:
    """The gateway that holds this token, unless it is retired."""
    if not text.startswith(PREFIX):
        return None
    today = clock.today()
    gateway = (
        Gateway.objects.filter(Q(retired_from=None) | Q(retired_from__gt=today))
        .filter(token_hash=hashed(text))
        .select_related("facility")
        .first()
    )
    return as_actor(gateway) if gateway else None


def as_actor(gateway: Gateway) -> Actor:
    return Actor(
        user=None, door="gateway", facility=gateway.facility, machine=f"{NAME}{gateway.code}"
    )


def speaking(actor: Actor, machine: Equipment) -> Gateway | None:
    """The gateway that acts, which must be one of the machine's; None when a person acts.

    Raises NotAllowed when a gateway speaks for a machine that is not its own.
    """
    if actor.door != "gateway":
        return None
    code = actor.machine.removeprefix(NAME)
    gateway = machine.gateways.filter(code=code).first()
    if gateway is None:
        raise NotAllowed(
            _("This gateway does not speak for %(machine)s.") % {"machine": machine.tag},
            code="not_its_machine",
        )
    return gateway


def heard(gateway: Gateway | None) -> None:
    """Write down that it spoke, at most once a second: all its machines would queue for the row."""
    now = clock.now()
    if gateway and (gateway.seen_at is None or now - gateway.seen_at >= OFTEN_ENOUGH):
        Gateway.objects.filter(pk=gateway.pk).update(seen_at=now)
