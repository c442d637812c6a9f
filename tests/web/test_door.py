"""The door: signing in beside what everyone may see of the plant."""

import pytest
from django.db import models
from django.test import Client

from pilotbase.accounts.models import Facility
from pilotbase.web import door
from pilotbase.web.door import Area


class Public(models.TextChoices):
    FREE = "free", "Free"
    OUT = "out_of_service", "Out of service"


AREAS = [
    Area("Fermentation 1", "≤ 15 L", [("BR05-1", Public.FREE), ("BR05-2", Public.OUT)]),
    Area("Empty", "", []),
    Area("Fermentation 2", "", [("BR30-1", Public.FREE)]),
]


@pytest.fixture(autouse=True)
def _plant(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Facility.objects.create(code="demo", name_zh="示范中试基地", name_en="Demo Plant")
    told: list[door.PlantNow] = []
    monkeypatch.setattr(door, "_told", told)


def test_areas_without_machines_are_left_out() -> None:
    door.register_plant_now(lambda: AREAS)
    assert [area.name for area in door.plant_now()] == ["Fermentation 1", "Fermentation 2"]


def test_states_are_counted_commonest_first() -> None:
    counted = [(str(count.state), count.number) for count in door.counts(AREAS)]
    assert counted == [("free", 2), ("out_of_service", 1)]


def test_the_door_shows_the_public_state_and_the_form(client: Client) -> None:
    door.register_plant_now(lambda: AREAS)
    page = client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert "2 machines are free now" in page
    assert 's-out-of-service"' in page
    assert 'name="login"' in page
    assert 'type="password"' in page


def test_without_machines_the_form_stands_alone(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "pb-map" not in page
    assert 'name="login"' in page
