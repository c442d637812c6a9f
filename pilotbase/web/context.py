"""Tells every template where the reader stands: plant, role, language, theme, notices."""

from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from pilotbase.accounts.actor import NOBODY, Actor
from pilotbase.accounts.http import plant_of
from pilotbase.accounts.models import Facility
from pilotbase.core import clock
from pilotbase.web.navigation import Entry, entries_for, notices_socket, unread_for

THEMES = ("light", "dark")
THEME_COOKIE = "pb-theme"


class Place(NamedTuple):
    """An entry of the rail, and whether the reader is there."""

    entry: Entry
    here: bool


class Shell:
    """Asked lazily: a page that shows no rail pays for none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def actor(self) -> Actor:
        actor = getattr(self._request, "actor", NOBODY)
        return actor if isinstance(actor, Actor) else NOBODY

    @cached_property
    def facility(self) -> Facility | None:
        """The actor's own, else the plant's only one."""
        return plant_of(self._request)

    @property
    def facility_also(self) -> str:
        """The plant's name in the other language, for visitors."""
        if self.facility is None:
            return ""
        names = {self.facility.name_zh, self.facility.name_en} - {self.facility.name}
        return names.pop() if names else ""

    @cached_property
    def navigation(self) -> list[Place]:
        match = self._request.resolver_match
        view = match.view_name if match else ""
        path = self._request.path
        return [Place(entry, entry.is_here(view, path)) for entry in entries_for(self.actor)]

    @cached_property
    def unread(self) -> int:
        return unread_for(self.actor) if self.actor.is_signed_in else 0

    @property
    def notices_socket(self) -> str:
        return notices_socket()

    @cached_property
    def role(self) -> str:
        """What stands beside her name: her organisation, or her roles at the plant."""
        if self.actor.organisation is not None:
            return self.actor.organisation.name
        return "、".join(str(role.label) for role in sorted(self.actor.roles))

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name()

    @property
    def now(self) -> str:
        """The plant's clock, by which scripts tell whether the device's agrees."""
        return clock.now().isoformat()

    @property
    def theme(self) -> str:
        """Chosen by the reader; empty follows her device."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """Code and own name of the languages to switch to."""
        return [
            (code, get_language_info(code)["name_local"])
            for code, _name in settings.LANGUAGES
            if code.lower() != self.language.lower()
        ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` in every template."""
    return {"shell": Shell(request)}
