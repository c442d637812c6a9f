"""A token for one's own programs: held to its scopes, for some days, shown once."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from pilotbase.accounts.actions.make_api_token import NewToken, make_api_token
from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.models import ApiToken
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import actor_for_token
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed, SignedOut
from tests.people import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)


def said(**more: Any) -> NewToken:
    return NewToken.model_validate({"name": "script", "scopes": ["read"], **more})


def test_it_acts_for_its_maker_until_it_ends(cast: Cast) -> None:
    with clock.at(NOON):
        token, text = make_api_token(cast.actor("lin"), said(days=30))
        holder = actor_for_token(text)
        assert holder is not None
        assert (holder.user, holder.organisation) == (cast.lin, cast.startup)
        assert holder.scopes == frozenset({Scope.READ})
    with clock.at(NOON + timedelta(days=30, seconds=1)):
        assert actor_for_token(text) is None
    entry = AuditEntry.objects.get(verb="token.made")
    assert (entry.actor, entry.target_id) == (cast.lin, str(token.pk))
    assert text not in str(entry.after)


def test_a_token_makes_no_tokens(cast: Cast) -> None:
    held = replace(cast.actor("lin", "api"), scopes=frozenset(Scope))
    with pytest.raises(NotAllowed):
        make_api_token(held, said())
    with pytest.raises(SignedOut):
        make_api_token(NOBODY, said())


def test_who_holds_no_place_makes_none(cast: Cast) -> None:
    actor = cast.actor("lin")
    cast.lin.memberships.all().delete()
    with pytest.raises(NotAllowed):
        make_api_token(actor, said())


@pytest.mark.parametrize("more", [{"scopes": []}, {"days": 0}, {"days": 366}, {"scopes": ["all"]}])
def test_what_cannot_be_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        said(**more)


def test_by_page_it_is_shown_once(cast: Cast) -> None:
    client = cast.client("lin")
    told = {"name": "my script", "scopes": ["read", "bookings:write"], "days": "30"}
    page = client.post("/accounts/me/tokens", told)
    found = re.search(r"pb_[\w-]{40,}", page.content.decode())
    assert found
    assert "no-store" in page["Cache-Control"]
    program = Client(headers={"Authorization": f"Bearer {found[0]}"})
    assert program.get("/api/v1/projects").status_code == 200
    assert ApiToken.objects.get().scopes == ["bookings:write", "read"]
    assert found[0] not in client.get("/accounts/me").content.decode()


def test_by_page_without_scopes_it_is_refused(cast: Cast) -> None:
    answer = cast.client("lin").post("/accounts/me/tokens", {"name": "x", "days": "30"})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
