"""The first run, and only the first."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from pilotbase.accounts import setup
from pilotbase.accounts.actions.set_up import SetUp, set_up
from pilotbase.accounts.actor import acting
from pilotbase.accounts.models import Facility, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db
SAID = {
    "code": "HZ",
    "name_zh": "示范中试基地",
    "name_en": "Demo Pilot Plant",
    "time_zone": "Asia/Shanghai",
    "working_weekdays": "12345",
    "staffed_from": "08:00",
    "staffed_until": "20:00",
    "person_zh": "周远",
    "person_en": "Zhou Yuan",
    "email": "zhou@plant.test",
    "password": "a-strong-pass-9",
}


@pytest.fixture(autouse=True)
def _unknown() -> Iterator[None]:
    known = set(setup._known)
    setup._known.clear()
    yield
    setup._known.clear()
    setup._known.update(known)


def test_an_empty_installation_has_one_page(client: Client) -> None:
    for path in ("/", "/board", "/accounts/login/", "/nowhere"):
        assert client.get(path)["Location"] == "/setup", path
    assert client.get("/setup").status_code == 200
    done = client.post("/setup", SAID)
    assert done["Location"] == "/plant/import"
    assert client.get("/plant/import").status_code == 200
    administrator = acting(User.objects.get(), "page")
    assert administrator.may(Permission.MANAGE_PEOPLE)
    assert administrator.may(Permission.MANAGE_PLANT)
    again = client.post("/setup", SAID | {"email": "other@plant.test"})
    assert again["Location"] == "/accounts/login/"
    assert Facility.objects.count() == User.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"working_weekdays": "8"},
        {"password": "short"},
        {"email": "no"},
        {"code": "a b"},
        {"staffed_from": "25:00"},
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(client: Client, wrong: dict[str, Any]) -> None:
    page = client.post("/setup", SAID | wrong)
    assert page.status_code == 422
    assert not Facility.objects.exists()
    assert next(iter(wrong)) in page.context["form"].errors


def test_who_can_be_reached_by_strangers_asks_for_the_code(client: Client, settings: Any) -> None:
    settings.BIND_HOST = "0.0.0.0"  # noqa: S104
    assert client.post("/setup", SAID).status_code == 422
    assert client.post("/setup", SAID | {"setup_code": "guess"}).status_code == 422
    right = client.post("/setup", SAID | {"setup_code": setup.setup_code()})
    assert right.status_code == 302


def test_of_two_who_set_it_up_at_once_one_does() -> None:
    with pytest.raises(Invalid) as weak:
        set_up(SetUp.model_validate(SAID | {"password": "12345678"}))
    assert (weak.value.field, weak.value.code) == ("password", "weak")
    set_up(SetUp.model_validate(SAID))
    with pytest.raises(Conflict) as late:
        set_up(SetUp.model_validate(SAID | {"code": "NB", "email": "other@plant.test"}))
    assert late.value.code == "set_up_already"
    assert Facility.objects.get().code == "HZ"
