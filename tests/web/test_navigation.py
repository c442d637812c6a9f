"""The rail: five entries at most, and the reader's place in it."""

import pytest

from pilotbase.accounts.actor import NOBODY
from pilotbase.web import navigation
from pilotbase.web.navigation import Entry


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_navigation", [])
    monkeypatch.setattr(navigation, "_unread", [])


def entry(key: str, url: str = "/here", *match: str) -> Entry:
    return Entry(key, key, url, "box", match)


def test_no_more_than_five_are_shown() -> None:
    navigation.register_navigation(lambda _actor: [entry(str(n)) for n in range(7)])
    assert [found.key for found in navigation.entries_for(NOBODY)] == list("01234")


def test_an_entry_that_leads_nowhere_is_left_out() -> None:
    navigation.register_navigation(lambda _actor: [entry("a", "no:where"), entry("b")])
    assert [found.key for found in navigation.entries_for(NOBODY)] == ["b"]


def test_registering_twice_counts_once() -> None:
    def entries(_actor: object) -> list[Entry]:
        return [entry("a")]

    navigation.register_navigation(entries)
    navigation.register_navigation(entries)
    assert len(navigation.entries_for(NOBODY)) == 1


@pytest.mark.parametrize(
    ("match", "view", "path", "here"),
    [
        (("bookings",), "bookings:detail", "/b/1", True),
        (("pages:machine",), "pages:machine", "/m/1", True),
        (("pages:machine",), "pages:board", "/", False),
        (("/samples",), "", "/samples/S-1", True),
        ((), "web:design", "/design", True),
    ],
)
def test_where_the_reader_is(match: tuple[str, ...], view: str, path: str, here: bool) -> None:
    assert Entry("k", "k", "web:design", "box", match).is_here(view, path) is here


def test_unread_notices_are_counted_together() -> None:
    navigation.register_unread(lambda _actor: 2)
    navigation.register_unread(lambda _actor: 1)
    assert navigation.unread_for(NOBODY) == 3


def test_the_bell_knows_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_sockets", [])
    assert navigation.notices_socket() == ""
    navigation.register_unread(lambda _actor: 0, socket="/ws/me")
    assert navigation.notices_socket() == "/ws/me"
