"""The rail of each role: five entries at most, each with a page that opens."""

import pytest
from django.test import Client

from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.choices import Role
from pilotbase.pages.navigation import ORDER, RAILS, rail
from tests.factories import Plant
from tests.people import STAFF, TENANTS, Cast

pytestmark = pytest.mark.django_db


def test_every_role_has_a_rail() -> None:
    assert set(RAILS) == set(Role) == set(ORDER)
    assert all(1 <= len(entries) <= 5 for entries in RAILS.values())


@pytest.mark.parametrize("name", [*TENANTS, *STAFF])
def test_each_entry_opens(cast: Cast, plant: Plant, name: str) -> None:
    client = cast.client(name)
    for entry in rail(cast.actor(name)):
        assert entry.url(), entry.key
        assert client.get(entry.url()).status_code == 200, entry.key


def test_a_visitor_finds_what_is_public(cast: Cast, plant: Plant, client: Client) -> None:
    entries = rail(NOBODY)
    assert [entry.key for entry in entries] == ["board", "catalogue", "ask"]
    for entry in entries:
        answer = client.get(entry.url())
        assert answer.status_code == 200, entry.key
        assert f'href="{entry.url()}" aria-current="page"' in answer.text, entry.key
