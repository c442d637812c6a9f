"""Alive, ready, counted: and nothing of any tenant's in it."""

from datetime import timedelta

import pytest
from django.test import Client

from equipment.models import Gateway
from pilotbase.core import clock
from pilotbase.records.models import DueJob
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_alive(client: Client, cast: Cast) -> None:
    assert client.get("/healthz").content == b"ok"


def test_ready_says_which_part_is_not(client: Client, cast: Cast) -> None:
    parts = client.get("/readyz").json()["parts"]
    assert parts == {"database": "ok", "layer": "ok", "worker": "none", "gateway": "none"}
    now = clock.now()
    Gateway.objects.create(facility=cast.facility, code="g", name_zh="g", name_en="g", seen_at=now)
    DueJob.objects.create(name="x", due_at=now)
    assert client.get("/readyz").status_code == 200
    with clock.at(now + timedelta(hours=1)):
        late = client.get("/readyz")
    assert late.status_code == 503
    assert late.json()["parts"] == parts | {"worker": "silent", "gateway": "silent"}


def test_metrics_count_what_everyone_may_see(client: Client, plant: Plant) -> None:
    text = client.get("/metrics").content.decode()
    assert 'pilotbase_machines{state="free"}' in text
    assert "pilotbase_gateways_silent 0.0" in text
    assert "yanxi" not in text
    assert "alarm" not in text
    assert "booking" not in text
