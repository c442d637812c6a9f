"""A person's own page: the place she acts for."""

import pytest

from pilotbase.accounts.models import Membership
from tests.people import SINCE, Cast

pytestmark = pytest.mark.django_db


def test_one_acts_for_a_place_of_ones_own(cast: Cast) -> None:
    there = Membership.objects.create(
        user=cast.lin, facility=cast.facility, role="operator", since=SINCE
    )
    hers = Membership.objects.get(user=cast.eve)
    client = cast.client("lin")
    for chosen in (there.pk, hers.pk, "x"):
        client.post("/accounts/place", {"membership": chosen, "next": "//evil.test"})
    assert client.session["membership"] == there.pk


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/samples/?page=2", "/samples/?page=2"),
        ("//evil.test", "/"),
        ("nan", "/"),  # neither an address nor the name of a page
        ("me", "/"),
        ("2026-11-25T08:00", "/"),
    ],
)
def test_she_goes_back_to_where_she_was(cast: Cast, back: str, to: str) -> None:
    answer = cast.client("lin").post("/accounts/place", {"next": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
