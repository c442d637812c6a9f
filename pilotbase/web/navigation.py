"""Lets the pages say what stands in the rail: five entries at most, by role."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor

MOST = 5


class Entry(NamedTuple):
    """``match`` names the views (``bookings``, ``pages:board``) or begins a path (``/bookings``).

    ``waits`` is the number of things that wait for the reader; it is shown in amber.
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    match: tuple[str, ...] = ()
    waits: int = 0

    def url(self) -> str:
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return self.url_name if self.url_name.startswith("/") else ""

    def is_here(self, view_name: str, path: str) -> bool:
        names = {view_name, view_name.partition(":")[0]}
        return view_name == self.url_name or any(
            path.startswith(match) if match.startswith("/") else match in names
            for match in self.match
        )


Navigation = Callable[["Actor"], Sequence[Entry]]
Unread = Callable[["Actor"], int]

_navigation: list[Navigation] = []
_unread: list[Unread] = []
_sockets: list[str] = []


def register_navigation(entries: Navigation) -> Navigation:
    """``entries(actor)`` says what the rail holds for her. Register it in ``AppConfig.ready``."""
    if entries not in _navigation:
        _navigation.append(entries)
    return entries


def register_unread(count: Unread, socket: str = "") -> Unread:
    """``count(actor)`` says how many notices she has not read; ``socket`` tells of new ones."""
    if count not in _unread:
        _unread.append(count)
    if socket and socket not in _sockets:
        _sockets.append(socket)
    return count


def entries_for(actor: "Actor") -> list[Entry]:
    """What is registered for her, without entries that lead nowhere in this installation."""
    found = [entry for entries in _navigation for entry in entries(actor)]
    return [entry for entry in found if entry.url()][:MOST]


def notices_socket() -> str:
    """Where new notices come from, or nothing."""
    return _sockets[0] if _sockets else ""


def unread_for(actor: "Actor") -> int:
    return sum(count(actor) for count in _unread)
