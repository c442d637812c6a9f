"""Requests whose actor is known: what every view and endpoint takes."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from pilotbase.accounts.actor import NOBODY, Actor, acting
from pilotbase.accounts.models import Facility
from pilotbase.accounts.places import place_of_work
from pilotbase.accounts.tokens import actor_for_bearer

P = ParamSpec("P")
MEMBERSHIP = "membership"  # the session's chosen place
_ZONE = "accounts.plant_zone"
ZONE_KEPT: int | None = 60  # seconds, of the first plant's zone, which hardly ever changes
_PLANT = "_plant"


class ActedRequest(HttpRequest):
    """A request with ``actor``; on a ``signed_in`` view it is a person."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    """Whom the request is from: the token's holder in the API, else the session's person."""
    in_api = request.path.startswith("/api/")
    if in_api and "Authorization" in request.headers:
        kind, _, text = request.headers["Authorization"].partition(" ")
        return (actor_for_bearer(text) if kind.lower() == "bearer" else None) or NOBODY
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    chosen = request.session.get(MEMBERSHIP)
    return acting(user, "api" if in_api else "page", chosen)


def name_the_actor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``request.actor``, looked up when someone asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        acted = cast("ActedRequest", request)
        acted.actor = cast("Actor", SimpleLazyObject(lambda: actor_of(request)))
        return get_response(request)

    return middleware


def speak_to_the_reader(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: her own language unless she chose another on this screen; the plant's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        in_api = request.path.startswith("/api/")
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or (
            in_api and "Accept-Language" in request.headers
        )
        if not chosen and actor.user is not None:
            translation.activate(actor.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        timezone.activate(plant_zone(actor.facility))
        return get_response(request)

    return middleware


def plant_zone(facility: Facility | None) -> ZoneInfo:
    """The actor's plant's zone; a tenant and a visitor read the installation's first plant."""
    if facility is not None:
        return facility.zone
    zone = cache.get(_ZONE)
    if zone is None:
        first = Facility.objects.order_by("pk").values_list("time_zone", flat=True).first()
        zone = first or settings.TIME_ZONE
        cache.set(_ZONE, zone, ZONE_KEPT)
    return ZoneInfo(zone)


def plant_of(request: HttpRequest) -> Facility | None:
    """Where the actor works; for a tenant and a visitor the first plant, read once a request."""
    if not hasattr(request, _PLANT):
        setattr(request, _PLANT, place_of_work(getattr(request, "actor", NOBODY)))
    return cast("Facility | None", getattr(request, _PLANT))


def signed_in(
    view: Callable[Concatenate[ActedRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for people who are signed in: others are sent to the door and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acted = cast("ActedRequest", request)
        if not acted.actor.is_signed_in:
            here = quote(request.get_full_path())
            return redirect(f"{resolve_url('account_login')}?next={here}")
        return view(acted, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)
