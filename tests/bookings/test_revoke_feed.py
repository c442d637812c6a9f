"""A revoked feed holds nothing; another's feed does not exist."""

import pytest
from django.test import Client

from bookings.actions.make_feed import NewFeed, make_feed
from bookings.actions.revoke_feed import revoke_feed
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_its_address_holds_nothing_any_more(cast: Cast, plant: Plant) -> None:
    feed, secret = make_feed(cast.actor("lin"), NewFeed(machine="BR300-1"))
    with pytest.raises(Missing):
        revoke_feed(cast.actor("eve"), feed.pk)
    assert cast.client("eve").post(f"/calendar/{feed.pk}/revoke").status_code == 404
    assert Client().get(f"/calendar/{secret}.ics").status_code == 200
    assert cast.client("lin").post(f"/calendar/{feed.pk}/revoke").status_code == 302
    gone, unknown = (Client().get(f"/calendar/{name}.ics") for name in (secret, "guessed"))
    assert (gone.status_code, gone.content) == (404, unknown.content)
    revoke_feed(cast.actor("lin"), feed.pk)
    assert AuditEntry.objects.filter(verb="feed.revoked").count() == 1
    assert secret not in str(AuditEntry.objects.values_list("after", flat=True))
