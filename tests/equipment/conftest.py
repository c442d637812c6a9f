"""A gateway that speaks for BR300-1, and the words of a batch."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from equipment.gateways import as_actor, issue_token
from equipment.models import Gateway
from pilotbase.accounts.actor import Actor
from tests.factories import Plant
from tests.people import Cast

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def gateway(plant: Plant, cast: Cast) -> Gateway:
    made = Gateway.objects.create(
        facility=cast.facility, code="PLC-1", name_zh="一区网关", name_en="Gateway 1"
    )
    made.equipment.add(plant.br300)
    return made


@pytest.fixture
def speaker(gateway: Gateway) -> Actor:
    return as_actor(gateway)


@pytest.fixture
def program(gateway: Gateway) -> Client:
    """The gateway itself, by HTTP."""
    return Client(headers={"Authorization": f"Bearer {issue_token(gateway)}"})
