"""What has retired is offered by no form; a row that stands on it keeps it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def retire(row: Any, days: int = 0) -> None:
    row.retired_from = clock.today() + timedelta(days=days)
    row.save()


def offers(client: Client, path: str, code: str) -> bool:
    page = client.get(path)
    assert page.status_code == 200, path
    return f'value="{code}"' in page.content.decode()


FORMS = [
    ("/plant/equipment/new", "area"),
    ("/plant/equipment/new", "vessels"),
    ("/plant/demands/new", "vessels"),
    ("/plant/demands/new", "steam"),
    ("/plant/prices/new", "vessels"),
    ("/training/new", "vessels"),
]


@pytest.mark.parametrize(("path", "name"), FORMS)
def test_no_form_offers_it(
    cast: Cast, plant: Plant, project: Project, path: str, name: str
) -> None:
    manager, row = cast.client("manager"), getattr(plant, name)
    assert offers(manager, path, row.code)
    retire(row, days=1)
    assert offers(manager, path, row.code)  # until the day
    retire(row)
    assert not offers(manager, path, row.code)


def test_the_wait_list_offers_it_no_more(cast: Cast, plant: Plant, project: Project) -> None:
    lin = cast.client("lin")
    assert offers(lin, "/waiting", "any:BR300")
    retire(plant.vessels)
    assert not offers(lin, "/waiting", "any:BR300")


def test_a_row_keeps_what_it_stands_on(cast: Cast, plant: Plant, project: Project) -> None:
    retire(plant.vessels)
    manager, path = cast.client("manager"), f"/plant/equipment/{plant.br300.pk}"
    assert offers(manager, path, "BR300")
    assert not offers(manager, f"/plant/equipment/{plant.dsc.pk}", "BR300")
