"""A person's own page: place, PIN, tokens."""

import re

import pytest
from django.test import Client

from pilotbase.accounts.models import ApiToken, Membership
from pilotbase.accounts.signing import PinWrong, check_pin
from tests.people import SINCE, Cast

pytestmark = pytest.mark.django_db


def test_a_pin_is_set_by_password(cast: Cast) -> None:
    cast.lin.set_password("a-strong-pass-9")
    cast.lin.save()
    client = cast.client("lin")
    wrong = client.post("/accounts/me/pin", {"password": "x", "pin": "9876"})
    assert wrong.status_code == 422
    short = client.post("/accounts/me/pin", {"password": "a-strong-pass-9", "pin": "98"})
    assert short.status_code == 422
    with pytest.raises(PinWrong):
        check_pin(cast.lin, "9876")
    done = client.post("/accounts/me/pin", {"password": "a-strong-pass-9", "pin": "9876"})
    assert done.status_code == 302
    check_pin(cast.lin, "9876")


def test_a_token_is_shown_once_and_ends_when_revoked(cast: Cast) -> None:
    client = cast.client("lin")
    said = {"name": "my script", "scopes": ["read", "bookings:write"], "days": "30"}
    page = client.post("/accounts/me/tokens", said)
    found = re.search(r"pb_[\w-]{40,}", page.content.decode())
    assert found
    assert "no-store" in page["Cache-Control"]
    program = Client(headers={"Authorization": f"Bearer {found[0]}"})
    assert program.get("/api/v1/projects").status_code == 200
    token = ApiToken.objects.get()
    assert token.scopes == ["bookings:write", "read"]
    assert found[0] not in client.get("/accounts/me").content.decode()
    assert cast.client("eve").post(f"/accounts/me/tokens/{token.pk}/revoke").status_code == 404
    assert client.post(f"/accounts/me/tokens/{token.pk}/revoke").status_code == 302
    assert program.get("/api/v1/projects").status_code == 401


def test_a_token_without_scopes_is_refused(cast: Cast) -> None:
    said = {"name": "x", "days": "30"}
    assert cast.client("lin").post("/accounts/me/tokens", said).status_code == 422
    assert not ApiToken.objects.exists()


def test_one_acts_for_a_place_of_ones_own(cast: Cast) -> None:
    there = Membership.objects.create(
        user=cast.lin, facility=cast.facility, role="operator", since=SINCE
    )
    hers = Membership.objects.get(user=cast.eve)
    client = cast.client("lin")
    for chosen in (there.pk, hers.pk, "x"):
        client.post("/accounts/place", {"membership": chosen, "next": "//evil.test"})
    assert client.session["membership"] == there.pk
