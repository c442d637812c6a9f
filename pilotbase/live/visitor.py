"""Who is at the other end of a socket: by the page's session, or by a ticket in its address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.security.websocket import AllowedHostsOriginValidator
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import NOBODY, Actor, acting
from pilotbase.accounts.http import MEMBERSHIP
from pilotbase.accounts.models import User
from pilotbase.core.errors import SignedOut
from pilotbase.live.tickets import Holder, redeem


def guarded(sockets: Any) -> Any:
    """A page's socket comes with its cookie, and must come from our own pages (Origin).

    A program's comes with a ticket, which no other page can know, and needs no Origin.
    """
    by_session = AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))

    async def door(scope: Any, receive: Any, send: Any) -> Any:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket")
        if given is None:
            return await by_session(scope, receive, send)
        holder = await database_sync_to_async(redeem)(given[-1])
        return await sockets({**scope, "ticket": holder}, receive, send)

    return door


def visitor(scope: Mapping[str, Any]) -> Actor:
    """Looked up anew at each call: she may have signed out, or lost her place. Raises SignedOut."""
    if "ticket" in scope:
        return _by_ticket(scope["ticket"])
    user = scope.get("user")
    if user is None or not user.is_authenticated:
        return replace(NOBODY, door="socket")
    session = scope["session"]
    person = User.objects.filter(pk=user.pk, is_active=True).first()
    if person is None or not session.exists(session.session_key):
        raise SignedOut(_("Sign in first."))
    return acting(person, "socket", session.get(MEMBERSHIP))


def _by_ticket(holder: Holder | None) -> Actor:
    actor = holder.actor() if holder else None
    if actor is None:
        raise SignedOut(_("This ticket was used, or is too old. Ask for a new one."))
    return replace(actor, door="socket")
