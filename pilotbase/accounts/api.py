"""How a program shows who it is, and what an endpoint may say about its address and callers."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest

F = TypeVar("F", bound=Callable[..., Any])


class Bearer(HttpBearer):
    """``Authorization: Bearer <token>``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        holds_a_token = actor.scopes is not None or actor.door == "gateway"
        return actor if actor.is_known and holds_a_token else None


class Session(APIKeyCookie):
    """The session cookie of a page, with its CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.is_signed_in and actor.scopes is None else None


authenticated: Sequence[Callable[[HttpRequest], Any]] = [Bearer(), Session()]


def finds(model: type[Model], field: str, path: str | None = None) -> Callable[[F], F]:
    """The address names a row: what is missing there is told before the body is looked at."""

    def marked(endpoint: F) -> F:
        endpoint.finds = (model, field, path or field)  # type: ignore[attr-defined]
        return endpoint

    return marked


__all__ = ["ActedRequest", "authenticated", "finds"]
