"""Machines over JSON: the catalogue is public, what a machine does and measures is not."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from equipment import watching
from equipment.choices import MachineState, Source
from equipment.models import Gateway
from equipment.statelog import enter
from equipment.telemetry.store import NewReading, append
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from tests.factories import Plant, a_machine
from tests.people import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/equipment"


@pytest.fixture
def began(plant: Plant, cast: Cast) -> datetime:
    """Lin ran on BR300-1 from 10 to 6 hours ago, and since 2 hours ago; it measured all along."""
    now = clock.now().replace(microsecond=0)
    for hours, name, state in [(10, "R-1", MachineState.GROWTH), (2, "R-2", MachineState.FEED)]:
        start = now - timedelta(hours=hours)
        watching.grant(plant.br300.pk, cast.startup.pk, start, name, "fed-batch 3")
        enter(plant.br300.pk, state, start, actor=job("x"), source=Source.SYSTEM)
        if name == "R-1":
            watching.end_grant(name, now - timedelta(hours=6))
    tag = plant.br300.tags.get(code="TIC")
    minutes = range(12 * 60)
    append([NewReading(tag.pk, now - timedelta(minutes=n), 30 + n / 60) for n in minutes])
    return now - timedelta(hours=12)


def test_the_catalogue_is_public_and_paged(plant: Plant, began: datetime) -> None:
    first = Client().get(BASE, {"limit": 3}).json()
    second = Client().get(BASE, {"limit": 3, "cursor": first["next"]}).json()
    found = {one["tag"]: one for one in [*first["items"], *second["items"]]}
    assert list(found) == ["BR300-1", "BR300-2", "DSC-1", "HPLC-1"]
    assert found["BR300-1"]["public"] == "occupied"
    assert found["BR300-1"]["kind"] == "bioreactor"
    assert not {"state", "face", "since", "values"} & set(found["BR300-1"])
    assert Client().get(BASE, {"what": "x"}).status_code == 422


def test_its_queries_do_not_grow(plant: Plant) -> None:
    counts = []
    for more in (0, 19):
        for n in range(more):
            a_machine(plant.area, plant.vessels, f"X-{n}")
        with CaptureQueriesContext(connection) as queries:
            Client().get(BASE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "state"), [("operator", "FEED"), ("lin", "FEED"), ("eve", None), ("admin", None)]
)
def test_what_it_does_is_for_who_may_watch(
    cast: Cast, began: datetime, name: str, state: str | None
) -> None:
    answer = cast.bearer(name).get(f"{BASE}/BR300-1").json()
    face = answer["face"]
    assert (face and face["state"]) == state
    assert answer["public"] == "occupied"
    assert Client().get(f"{BASE}/BR300-1").json()["face"] is None
    assert Client().get(f"{BASE}/BR999").status_code == 404


def test_a_trend_is_cut_to_her_own_runs(cast: Cast, began: datetime) -> None:
    asked: dict[str, str | int] = {
        "from": began.isoformat(),
        "to": (began + timedelta(hours=12)).isoformat(),
        "tags": "TIC",
        "points": 300,
    }
    url = f"{BASE}/BR300-1/readings"
    (mine,) = cast.bearer("lin").get(url, asked).json()["trends"]
    (all_,) = cast.bearer("operator").get(url, asked).json()["trends"]
    hours = [
        (datetime.fromisoformat(p["at"]) - began) / timedelta(hours=1)
        for p in mine["points"]
        if p["mean"] is not None
    ]
    assert all(2 <= h <= 6 or 10 <= h <= 12 for h in hours)
    assert sum(p["mean"] is None for p in mine["points"]) == 1
    assert all(p["mean"] is not None for p in all_["points"])
    assert (mine["unit"], mine["simulated"]) == ("degC", False)


def test_others_are_told_no_trend(cast: Cast, began: datetime) -> None:
    url = f"{BASE}/BR300-1/readings"
    asked = {"from": began.isoformat(), "to": (began + timedelta(hours=12)).isoformat()}
    assert Client().get(url, asked).status_code == 401
    assert cast.bearer("eve").get(url, asked).status_code == 403
    assert cast.bearer("admin").get(url, asked).status_code == 403
    operator = cast.bearer("operator")
    assert operator.get(url, asked | {"tags": "NONE"}).json()["field"] == "tags"
    assert operator.get(url, asked | {"from": "2026-11-25T08:00:00"}).status_code == 422
    assert operator.get(url, asked | {"to": began.isoformat()}).status_code == 422
    assert operator.get(url, asked | {"from": "2020-01-01T00:00:00Z"}).status_code == 422


def test_a_gateway_has_no_business_with_people(program: Client, gateway: Gateway) -> None:
    assert program.get("/api/v1/bookings").json()["items"] == []
    assert program.post("/api/v1/socket-tickets").status_code == 403
    assert program.get(f"{BASE}/BR300-1").json()["face"] is None
