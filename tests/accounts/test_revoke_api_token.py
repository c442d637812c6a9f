"""A token ends at once, by who owns it."""

import pytest

from pilotbase.accounts.actions.make_api_token import NewToken, make_api_token
from pilotbase.accounts.actions.revoke_api_token import revoke_api_token
from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import actor_for_token
from pilotbase.core.errors import Missing, SignedOut
from tests.keeping import verbs_on
from tests.people import Cast

pytestmark = pytest.mark.django_db
NEW = NewToken(name="script", scopes=(Scope.READ,))


def test_it_ends_at_once_and_once(cast: Cast) -> None:
    token, text = make_api_token(cast.actor("lin"), NEW)
    ended = revoke_api_token(cast.actor("lin"), token.pk)
    assert actor_for_token(text) is None
    again = revoke_api_token(cast.actor("lin"), token.pk)
    assert again.revoked_at == ended.revoked_at
    assert verbs_on(token) == ["token.made", "token.revoked"]


@pytest.mark.parametrize("name", ["eve", "chen", "manager", "admin"])
def test_anothers_does_not_exist(cast: Cast, name: str) -> None:
    token, text = make_api_token(cast.actor("lin"), NEW)
    with pytest.raises(Missing):
        revoke_api_token(cast.actor(name), token.pk)
    with pytest.raises(SignedOut):
        revoke_api_token(NOBODY, token.pk)
    assert actor_for_token(text) is not None


def test_by_page(cast: Cast) -> None:
    token, text = make_api_token(cast.actor("lin"), NEW)
    path = f"/accounts/me/tokens/{token.pk}/revoke"
    assert cast.client("eve").post(path).status_code == 404
    assert cast.client("lin").post(path).status_code == 302
    assert actor_for_token(text) is None
