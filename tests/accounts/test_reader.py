"""Pages speak the reader's language, and the plant's time."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from pilotbase.accounts.http import plant_zone
from tests.people import Cast

pytestmark = pytest.mark.django_db


def spoken(client: Client) -> str:
    return str(client.get("/accounts/me")["Content-Language"])


def test_her_own_language_unless_she_chose_another(cast: Cast) -> None:
    client = cast.client("lin")
    assert spoken(client) == "en"
    cast.lin.language = "zh-hans"
    cast.lin.save()
    assert spoken(client) == "zh-hans"
    client.post("/language", {"language": "en", "next": "/"})
    assert spoken(client) == "en"


def test_a_program_is_answered_as_it_asks(cast: Cast) -> None:
    program = cast.bearer("lin")
    english = program.get("/api/v1/bookings/B-1").json()["detail"]
    chinese = program.get("/api/v1/bookings/B-1", headers={"accept-language": "zh-hans"}).json()
    assert "B-1" in english
    assert chinese["detail"] != english


def test_times_are_the_plants(cast: Cast) -> None:
    cache.clear()
    cast.facility.time_zone = "Europe/Berlin"
    cast.facility.save()
    assert plant_zone(None).key == "Europe/Berlin"
    cast.client("operator").get("/accounts/me")
    cache.clear()
    timezone.deactivate()
    translation.activate("en")
