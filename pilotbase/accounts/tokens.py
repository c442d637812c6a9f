"""Bearer tokens: shown once, kept as a hash, held to their scopes."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from pilotbase.accounts.actor import Actor, acting
from pilotbase.accounts.models import ApiToken, Membership
from pilotbase.accounts.permissions import Scope
from pilotbase.core import clock

PREFIX = "pb_"
Resolver = Callable[[str], Actor | None]

_resolvers: list[Resolver] = []


def register_resolver(resolve: Resolver) -> Resolver:
    """``resolve(text)`` knows the holders of another kind of token. For ``AppConfig.ready``."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)
    return resolve


def actor_for_bearer(text: str) -> Actor | None:
    """Whoever holds this token: a person, or what the apps above know. None for a stranger."""
    known = (resolve(text) for resolve in (actor_for_token, *_resolvers))
    return next((actor for actor in known if actor is not None), None)


def make_token(
    membership: Membership,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token for the person in this membership, and the text that is never shown again."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=membership.user,
        membership=membership,
        name=name,
        prefix=text[:10],
        hash=hashed(text),
        scopes=sorted(scopes),
        made_at=clock.now(),
        expires_at=expires_at,
    )
    return token, text


def actor_for_token(text: str) -> Actor | None:
    """Who holds this token; None when it is unknown, expired, revoked, or she may not sign in."""
    token = ApiToken.objects.filter(hash=hashed(text)).select_related("user").first()
    return holder(token) if token else None


def holder(token: ApiToken) -> Actor | None:
    """Its person with its scopes, as long as it is good and she may sign in."""
    expired = token.expires_at is not None and token.expires_at <= clock.now()
    if token.revoked_at is not None or expired or not token.user.is_active:
        return None
    actor = acting(token.user, "api", chosen=token.membership_id)
    scopes = frozenset(Scope(scope) for scope in token.scopes if scope in set(Scope))
    return replace(actor, scopes=scopes)


def hashed(text: str) -> str:
    """The text has 256 random bits, so a plain hash is enough."""
    return sha256(text.encode()).hexdigest()
