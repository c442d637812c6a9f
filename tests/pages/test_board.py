"""The board and a machine's page: everyone sees that a machine is taken, few see by what."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from equipment.choices import MachineState, Priority, Source
from equipment.models import Alarm, CurrentState, EquipmentClass, Gateway, Tag
from equipment.statelog import enter
from equipment.telemetry.store import NewReading, append
from equipment.watching import end_grant, grant
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from tests.factories import Plant, a_machine
from tests.people import STAFF, TENANTS, Cast

pytestmark = pytest.mark.django_db
SECRETS = ("fed-batch 3", "Feeding", "7.91", "High pH", "Yanxi")


@pytest.fixture
def running(cast: Cast, plant: Plant) -> Plant:
    """Lin's run on BR300-1: fed, with a pH alarm and values of this minute."""
    now = clock.now()
    Tag.objects.update(on_card=True)
    EquipmentClass.objects.filter(pk=plant.vessels.pk).update(total_volume=300)
    grant(
        plant.br300.pk,
        cast.startup.pk,
        now - timedelta(hours=31),
        "R-2026-00001",
        "fed-batch 3",
        planned_end=now + timedelta(hours=40),
    )
    state: dict[str, Any] = {"actor": job("test"), "source": Source.SYSTEM}
    enter(plant.br300.pk, MachineState.FEED, now - timedelta(hours=3), **state)
    enter(plant.dsc.pk, MachineState.IDLE_CLEAN, now - timedelta(hours=3), **state)
    tag = Tag.objects.get(equipment=plant.br300, code="PH")
    append([NewReading(tag.pk, now - timedelta(seconds=n), 7.91) for n in range(90)])
    values = {"PH": [7.91, now.isoformat(), "good", True]}
    CurrentState.objects.filter(pk=plant.br300.pk).update(values=values, simulated=True)
    Alarm.objects.create(
        equipment=plant.br300,
        tag=tag,
        code="high",
        priority=Priority.HIGH,
        value=7.91,
        limit=7.6,
        raised_at=now,
    )
    return plant


def seen(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def without_templates(page: str) -> str:
    """The words for every state lie ready for the script; they say nothing of any machine."""
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("path", ["/board", "/machines/BR300-1"])
def test_strangers_learn_that_it_is_taken_and_no_more(
    cast: Cast, running: Plant, path: str
) -> None:
    for client in (Client(headers={"accept-language": "en"}), cast.client("eve")):
        page = without_templates(seen(client, path))
        assert "Occupied" in page
        for secret in SECRETS:
            assert secret not in page, secret


@pytest.mark.parametrize("name", ["lin", "operator", "manager", "biosafety"])
def test_who_runs_on_it_and_the_staff_see_it_all(cast: Cast, running: Plant, name: str) -> None:
    board = seen(cast.client(name), "/board")
    for word in ("Feeding", "7.91", "simulated", "limit 7.6"):
        assert word in board, word
    assert ("fed-batch 3" if name == "lin" else "Yanxi") in board
    machine = seen(cast.client(name), "/machines/BR300-1")
    assert "7.91" in machine
    assert "/ws/equipment/BR300-1" in machine


def test_the_title_answers(cast: Cast, running: Plant) -> None:
    assert "1 needs attention, 1 in use" in seen(cast.client("operator"), "/board")
    assert "needs attention" not in seen(cast.client("eve"), "/board")


def test_the_trend_is_for_who_may_watch(cast: Cast, running: Plant) -> None:
    path = "/machines/BR300-1/trend"
    for name, drawn in [("lin", 1), ("operator", 1), ("eve", 0)]:
        assert len(cast.client(name).get(path).json()["panels"]) == drawn, name
    assert Client().get(path).json()["panels"] == []
    assert cast.client("lin").get(path, {"span": "9y"}).status_code == 422


def test_an_operator_acknowledges_from_the_board(cast: Cast, running: Plant) -> None:
    alarm = Alarm.objects.get()
    path = f"/alarms/{alarm.pk}/acknowledge"
    assert cast.client("eve").post(path).status_code in (403, 404)
    assert cast.client("lin").post(path).status_code in (403, 404)
    assert cast.client("operator").post(path).status_code == 302
    alarm.refresh_from_db()
    assert alarm.acknowledged_by == cast.operator


def test_out_of_service_and_back(cast: Cast, plant: Plant) -> None:
    client = cast.client("operator")
    said = {"reason": "seal change", "state": "MAINTENANCE", "until": "2030-01-01T08:00"}
    assert client.post("/machines/DSC-1/out", said | {"reason": ""}).status_code == 422
    assert client.post("/machines/DSC-1/out", said).status_code == 302
    assert "Out of service" in seen(Client(headers={"accept-language": "en"}), "/board")
    assert "seal change" not in seen(cast.client("eve"), "/machines/DSC-1")
    assert client.post("/machines/DSC-1/back").status_code == 302
    plant.dsc.refresh_from_db()
    assert plant.dsc.out_of_service_since is None
    assert cast.client("lin").post("/machines/DSC-1/out", said).status_code == 403


def test_an_operator_says_a_state(cast: Cast, plant: Plant) -> None:
    client = cast.client("operator")
    client.post("/machines/DSC-1/state", {"state": "RUNNING"})
    client.post("/machines/DSC-1/state", {"state": "FREEZING"})
    assert CurrentState.objects.get(pk=plant.dsc.pk).state == MachineState.RUNNING
    assert cast.client("lin").post("/machines/DSC-1/state", {"state": "IDLE"}).status_code in (
        302,
        403,
    )
    assert CurrentState.objects.get(pk=plant.dsc.pk).state == MachineState.RUNNING


def test_the_label_opens_the_machine(cast: Cast, plant: Plant) -> None:
    answer = cast.client("operator").get("/machines/DSC-1/label.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Client().get("/machines/NO-1").status_code == 404


def test_the_wall_is_the_staffs(cast: Cast, running: Plant) -> None:
    wall = seen(cast.client("operator"), "/wall")
    assert "BR300-1" in wall
    assert "Yanxi" not in wall
    for name in [*TENANTS, *STAFF]:
        may = name not in (*TENANTS, "finance", "admin")
        assert cast.client(name).get("/wall").status_code == (200 if may else 403), name


@pytest.mark.parametrize("name", ["operator", "lin", "nobody"])
def test_queries_do_not_grow(cast: Cast, running: Plant, name: str) -> None:
    client = Client() if name == "nobody" else cast.client(name)
    counts = []
    for more in (0, 19):
        for n in range(more):
            a_machine(running.area, running.vessels, f"BR300-X{n}")
        client.get("/board")
        with CaptureQueriesContext(connection) as queries:
            client.get("/board")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_a_run_that_ended_leaves_no_trend_of_the_next(cast: Cast, running: Plant) -> None:
    """Lin ran before Eve: of Eve's time her trend holds nothing."""
    now = clock.now()
    end_grant("R-2026-00001", now - timedelta(minutes=40))
    grant(running.br300.pk, cast.rival.pk, now - timedelta(minutes=30), "R-2026-00002", "theirs")
    tag = Tag.objects.get(equipment=running.br300, code="TIC")
    append([NewReading(tag.pk, now - timedelta(minutes=n), 37.0) for n in range(60)])
    drawn = cast.client("lin").get("/machines/BR300-1/trend").json()["panels"]
    times = [
        at
        for panel in drawn
        for at, value in zip(panel["times"], panel["values"], strict=True)
        if value is not None
    ]
    assert times
    assert max(times) <= (now - timedelta(minutes=40)).timestamp()


def test_one_card_is_swapped_in_when_a_run_begins(cast: Cast, running: Plant) -> None:
    path = "/board/cards/BR300-1"
    assert 'data-reference="R-2026-00001"' in seen(cast.client("lin"), path)
    assert 'data-reference=""' in seen(cast.client("eve"), path)
    assert "7.91" in seen(cast.client("operator"), path)
    assert "7.91" not in seen(cast.client("operator"), f"{path}?small")
    assert Client().get("/board/cards/BR999").status_code == 404


def test_the_top_is_read_again_alone(cast: Cast, running: Plant) -> None:
    top = seen(cast.client("operator"), "/board/top")
    assert "limit 7.6" in top
    assert 'hx-swap-oob="true"' in top
    assert "pb-alarms" not in seen(cast.client("eve"), "/board/top")


def test_the_wall_says_what_they_share_and_what_comes(cast: Cast, running: Plant) -> None:
    wall = seen(cast.client("operator"), "/wall")
    assert "Steam" in wall
    assert "0 / 2,000 kg/h" in wall
    assert "Still to begin today" in wall


def test_her_two_runs_are_one_trend_with_a_hole_between(cast: Cast, running: Plant) -> None:
    now = clock.now()
    end_grant("R-2026-00001", now - timedelta(minutes=40))
    grant(running.br300.pk, cast.startup.pk, now - timedelta(minutes=20), "R-2026-00002", "again")
    tag = Tag.objects.get(equipment=running.br300, code="TIC")
    append([NewReading(tag.pk, now - timedelta(seconds=5 * n), 37.0) for n in range(720)])
    (panel,) = [
        panel
        for panel in cast.client("lin").get("/machines/BR300-1/trend").json()["panels"]
        if panel["key"] == "TIC"
    ]
    holes = [at for at, value in zip(panel["times"], panel["values"], strict=True) if value is None]
    assert len(holes) == 1
    run = cast.client("lin").get("/machines/BR300-1/trend", {"span": "run"}).json()
    assert run["start"] == (now - timedelta(minutes=20)).isoformat()


def test_a_tenants_title_is_about_hers(cast: Cast, running: Plant) -> None:
    assert "1 of your 1 needs attention" in seen(cast.client("lin"), "/board")
    Alarm.objects.update(cleared_at=clock.now())
    assert "Your 1 machine runs well" in seen(cast.client("lin"), "/board")


def test_the_sign_in_says_of_a_taken_machine_only_that_it_is_taken(running: Plant) -> None:
    page = Client().get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert "swatch s-occupied" in page or 's-occupied"' in page
    assert running.br300.tag in page
    assert not [secret for secret in SECRETS if secret in page]


def back(cast: Cast) -> Alarm:
    """The pH is within its limits again; nobody has acknowledged its alarm."""
    Alarm.objects.update(cleared_at=clock.now())
    return Alarm.objects.get()


@pytest.mark.parametrize("path", ["/board", "/machines/BR300-1", "/wall"])
def test_a_value_is_red_only_while_its_alarm_is_active(
    cast: Cast, running: Plant, path: str
) -> None:
    client = cast.client("operator")
    page = without_templates(seen(client, path))
    assert page.count('class="is-bad"') == 1
    assert '<li class="is-unack">' in page
    assert "<title>(1) " in page
    alarm = back(cast)
    page = without_templates(seen(client, path))
    assert "is-bad" not in page
    assert '<li class="is-back">' in page
    assert "back since" in page
    assert "<title>(1) " in page  # it waits for somebody as before
    assert client.post(f"/alarms/{alarm.pk}/acknowledge").status_code == 302
    page = without_templates(seen(client, path))
    assert "is-back" not in page
    assert "<title>(" not in page


def test_each_state_of_an_alarm_has_its_mark(cast: Cast, running: Plant) -> None:
    client = cast.client("operator")

    def card() -> str:
        return seen(client, "/board/cards/BR300-1").partition(" href")[0]

    assert card() == '<a class="pb-card is-alarm is-unack"'
    assert client.post(f"/alarms/{Alarm.objects.get().pk}/acknowledge").status_code == 302
    assert card() == '<a class="pb-card is-alarm"'
    Alarm.objects.update(acknowledged_at=None)
    back(cast)
    assert card() == '<a class="pb-card is-unack is-back"'
    assert "PH back" in seen(client, "/board/cards/BR300-1")
    assert 'class="pb-mini is-unack is-back"' in seen(client, "/board/cards/BR300-1?small")


def test_counters_count_what_nobody_acknowledged(cast: Cast, running: Plant) -> None:
    """The board's title and tab, the machine's tab and the list of today say the same number."""
    client = cast.client("operator")
    back(cast)
    Alarm.objects.create(
        equipment=running.dsc, code="fault", priority=Priority.HIGH, raised_at=clock.now()
    )
    for expected in (2, 1):
        assert f"{expected} need" in seen(client, "/board")
        assert f"<title>({expected}) Board" in seen(client, "/board/top")
        assert f"<title>({expected}) " in seen(client, "/wall")
        assert seen(client, "/").count("Alarm on") == 2 * expected  # its title and its button
        client.post(f"/alarms/{Alarm.objects.order_by('-pk').values('pk')[0]['pk']}/acknowledge")
    assert "<title>(1) BR300-1" in seen(client, "/machines/BR300-1/top")
    client.post(f"/alarms/{Alarm.objects.order_by('pk').values('pk')[0]['pk']}/acknowledge")
    assert "need" not in seen(client, "/board/top")
    assert "<title>BR300-1" in seen(client, "/machines/BR300-1/top")
    assert "Alarm on" not in seen(client, "/")


def test_a_tenants_tab_counts_nothing_she_could_acknowledge(cast: Cast, running: Plant) -> None:
    for path in ("/board", "/board/top", "/machines/BR300-1"):
        page = seen(cast.client("lin"), path)
        assert "<title>(" not in page
        assert "not acknowledged" in page
    assert "not acknowledged" not in seen(cast.client("eve"), "/machines/BR300-1/top")


def test_an_offline_machine_says_since_when_or_that_nobody_knows(cast: Cast, plant: Plant) -> None:
    client = cast.client("operator")
    gateway = Gateway.objects.create(
        facility=cast.facility, code="G", name_zh="G", name_en="G", seen_at=clock.now()
    )
    gateway.equipment.add(plant.br300, plant.br300_2)
    said = clock.now() - timedelta(hours=3, minutes=5)
    enter(plant.br300.pk, MachineState.OFFLINE, said, actor=job("test"), source=Source.SYSTEM)
    for path in ("/board/cards/BR300-1", "/board/cards/BR300-1?small", "/machines/BR300-1"):
        assert "3\u00a0h\u00a005</time>" in seen(client, path), path
    for path in ("/board/cards/BR300-2", "/board/cards/BR300-2?small", "/machines/BR300-2"):
        assert "<span data-since>\u2014</span>" in seen(client, path), path
    assert "data-since=" not in without_templates(seen(Client(), "/board"))


def test_an_open_page_asks_the_trend_for_what_came_since(cast: Cast, running: Plant) -> None:
    client, path = cast.client("operator"), "/machines/BR300-1/trend"
    whole = client.get(path).json()
    assert (whole["since"], whole["step"]) == (None, 6.0)
    tag = Tag.objects.get(equipment=running.br300, code="PH")
    told = datetime.fromisoformat(whole["told"])
    append([NewReading(tag.pk, told + timedelta(seconds=n), 7.0, simulated=True) for n in (3, 8)])
    with clock.at(told + timedelta(seconds=10)):
        asked = {"since": whole["told"], "step": whole["step"]}
        more = client.get(path, asked).json()
        assert cast.client("eve").get(path, asked).json()["panels"] == []
    (panel,) = more["panels"]
    assert panel["simulated"] is True
    assert min(panel["times"]) >= more["since"]
    assert more["since"] > (told - timedelta(minutes=2)).timestamp()
    assert panel["values"][-1] == 7.0
    with clock.at(told + timedelta(days=1)):  # the page slept: all of it, anew
        assert client.get(path, asked).json()["since"] is None
    for wrong in ({"since": "now", "step": "6"}, {"since": whole["told"], "step": "0"}):
        answer = client.get(path, wrong)
        assert answer.status_code == 422


def test_her_trend_goes_on_only_in_her_own_run(cast: Cast, running: Plant) -> None:
    tag = Tag.objects.get(equipment=running.br300, code="TIC")
    now = clock.now()
    append([NewReading(tag.pk, now - timedelta(seconds=n), 37.0) for n in range(0, 120, 5)])
    end_grant("R-2026-00001", now - timedelta(seconds=40))
    grant(running.br300.pk, cast.rival.pk, now - timedelta(seconds=30), "R-2026-00002", "theirs")
    asked = {"since": now.isoformat(), "step": "6"}
    path = "/machines/BR300-1/trend"
    assert cast.client("lin").get(path, asked).json()["panels"] == []
    hers = cast.client("eve").get(path, asked).json()["panels"]
    assert "TIC" in [panel["key"] for panel in hers]
    for panel in hers:
        assert panel["times"][0] >= (now - timedelta(seconds=30)).timestamp()
        assert panel["values"][0] is None  # what was drawn before is not joined to it
