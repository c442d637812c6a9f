"""A colleague takes part no more; not where the booking stands on her qualification."""

from typing import Any

import pytest
from django.test import Client

from bookings.models import Booking, Collaborator
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, booked, codes, post
from tests.bookings.test_share import qualified
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def by_api(client: Client, booking: Booking, who: str, **more: str) -> Any:
    return post(client, {"who": who, **more}, f"{API}/{booking.number}/collaborators/remove")


def by_page(client: Client, booking: Booking, who: str) -> Any:
    path = f"/bookings/{booking.number}/hand-over"
    return client.post(path, {"do": "unshare", "who": who})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


@DOORS
def test_she_takes_part_no_more(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    booking = booked(cast, collaborators=["chen@demo.test"])
    page = cast.client("lin").get(f"/bookings/{booking.number}/hand-over").content.decode()
    assert "Take Chen out" in page
    assert door(cast.client("lin"), booking, "chen@demo.test").status_code in (200, 302)
    assert not Collaborator.objects.exists()
    entry = AuditEntry.objects.get(verb="booking.left")
    assert (entry.actor, entry.before) == (cast.lin, {"who": "chen@demo.test"})
    assert Notice.objects.get(kind="booking_shared").user == cast.chen
    again = door(cast.client("lin"), booking, "chen@demo.test")
    assert again.status_code == 422


@DOORS
def test_not_while_it_stands_on_her(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    qualified(cast, plant, "chen", "assisted")
    booking = booked(cast, collaborators=["chen@demo.test"])
    refused = door(cast.client("lin"), booking, "chen@demo.test")
    assert refused.status_code == 409
    assert Collaborator.objects.count() == 1
    if door is by_api:
        assert codes(refused) == ["not_qualified"]
        manager = cast.client("manager")
        set_aside = by_api(manager, booking, "chen@demo.test", override="an operator comes")
        assert set_aside.json()["overrides"][0]["codes"] == ["not_qualified"]


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("chen", 200)])
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    booking = booked(cast, collaborators=["chen@demo.test"])
    assert by_api(cast.client(who), booking, "chen@demo.test").status_code == status
