"""Tickets for sockets: good once and for a minute, since addresses end up in logs."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pilotbase.accounts.actor import Actor, acting, active_memberships
from pilotbase.accounts.models import ApiToken, User
from pilotbase.accounts.tokens import hashed, holder
from pilotbase.core import clock
from pilotbase.live.models import SocketTicket

GOOD_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class Holder:
    """Whom a redeemed ticket was given to; what she may is asked each time."""

    user_id: int
    membership_id: int | None
    token_id: int | None

    def actor(self) -> Actor | None:
        """None when she may no longer sign in, or her token is good no more."""
        if self.token_id is not None:
            token = ApiToken.objects.filter(pk=self.token_id).select_related("user").first()
            return holder(token) if token else None
        person = User.objects.filter(pk=self.user_id, is_active=True).first()
        return acting(person, "socket", self.membership_id) if person else None


def give(actor: Actor, bearer: str | None) -> tuple[str, datetime]:
    """A ticket for this person, and until when it is good; ``bearer`` is the token she came by.

    Raises SignedOut for nobody and for gateways, which have nothing to watch.
    """
    person, now = actor.person(), clock.now()
    SocketTicket.objects.filter(expires_at__lte=now).delete()
    text = secrets.token_urlsafe(32)
    place = active_memberships(person).filter(
        organisation=actor.organisation, facility=actor.facility
    )
    SocketTicket.objects.create(
        hash=hashed(text),
        user=person,
        membership=place.first(),
        token=ApiToken.objects.get(hash=hashed(bearer)) if bearer else None,
        expires_at=now + GOOD_FOR,
    )
    return text, now + GOOD_FOR


def redeem(text: str) -> Holder | None:
    """Whose ticket it is, once. Of two who come with the same one, one gets in."""
    ticket = SocketTicket.objects.filter(hash=hashed(text)).first()
    if ticket is None:
        return None
    taken, _rows = SocketTicket.objects.filter(pk=ticket.pk, expires_at__gt=clock.now()).delete()
    return Holder(ticket.user_id, ticket.membership_id, ticket.token_id) if taken else None
