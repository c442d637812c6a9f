"""What a face says of alarms: active, acknowledged, or back and waiting (ISA-18.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.ingest_readings import ingest_readings
from equipment.choices import MachineState, Source
from equipment.faces import face, one, short_text
from equipment.models import Alarm, Tag
from equipment.schemas.machine import AlarmFace, ReadingReport
from equipment.statelog import enter
from pilotbase.accounts.actor import Actor, job
from pilotbase.core import clock
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
JOB = job("test")


@pytest.fixture
def growing(plant: Plant) -> Plant:
    """BR300-1 in growth; of its pH and its temperature more than 7.6 and 39 is too much."""
    before = NOON - timedelta(hours=1)
    enter(plant.br300.pk, MachineState.GROWTH, before, actor=JOB, source=Source.SYSTEM)
    for code, high in [("PH", 7.6), ("TIC", 39.0)]:
        Tag.objects.filter(equipment=plant.br300, code=code).update(high=high)
    return plant


def measure(code: str, value: float, minutes: float) -> None:
    at = NOON + timedelta(minutes=minutes)
    with clock.at(at):
        said = {"tag": code, "at": at.isoformat(), "value": value}
        ingest_readings(JOB, "BR300-1", ReadingReport(readings=[said]))


def alarms(plant: Plant) -> list[AlarmFace]:
    return face(one(plant.br300.pk)).alarms


def said(alarm: AlarmFace) -> tuple[str | None, bool, bool]:
    return alarm.tag, alarm.active, alarm.acknowledged


@pytest.fixture
def operator(cast: Cast) -> Actor:
    return cast.actor("operator")


def test_one_that_returned_to_normal_waits_until_it_is_acknowledged(
    growing: Plant, operator: Actor
) -> None:
    measure("PH", 7.9, 0)
    (active,) = alarms(growing)
    assert said(active) == ("PH", True, False)
    assert active.text["en"] == "PH high"
    measure("PH", 7.0, 1)
    (back,) = alarms(growing)
    assert (said(back), back.text["en"]) == (("PH", False, False), "PH back")
    assert back.text["zh-hans"] != active.text["zh-hans"]
    with clock.at(NOON + timedelta(days=2)):  # however long that takes
        assert [a.id for a in alarms(growing)] == [back.id]
    acknowledge_alarm(operator, back.id)
    assert alarms(growing) == []


def test_one_that_is_acknowledged_stands_until_it_is_back(growing: Plant, operator: Actor) -> None:
    measure("PH", 7.9, 0)
    acknowledge_alarm(operator, alarms(growing)[0].id)
    assert [said(a) for a in alarms(growing)] == [("PH", True, True)]
    measure("PH", 7.0, 1)
    assert alarms(growing) == []


def test_what_comes_again_is_one_alarm_and_not_many(growing: Plant, operator: Actor) -> None:
    for n in range(3):
        measure("PH", 7.9, 2 * n)
        measure("PH", 7.0, 2 * n + 1)
    (newest,) = alarms(growing)
    assert newest.raised_at == NOON + timedelta(minutes=4)
    measure("PH", 7.9, 9)
    assert [said(a) for a in alarms(growing)] == [("PH", True, False)]
    acknowledge_alarm(operator, alarms(growing)[0].id)
    measure("PH", 7.0, 10)
    assert alarms(growing) == []


def test_the_first_is_the_one_to_look_at_first(growing: Plant, operator: Actor) -> None:
    """All are told: a value that is beyond its limit is known to be, whatever else waits."""
    measure("TIC", 40.0, 0)
    acknowledge_alarm(operator, alarms(growing)[0].id)
    measure("PH", 7.9, 1)
    measure("PH", 7.0, 2)
    assert [said(a) for a in alarms(growing)] == [("PH", False, False), ("TIC", True, True)]
    first = face(one(growing.br300.pk)).alarm
    assert first is not None
    assert first.tag == "PH"


def test_a_fault_that_is_over_says_so(plant: Plant) -> None:
    state: dict[str, Any] = {"actor": JOB, "source": Source.SYSTEM}
    enter(plant.br300.pk, MachineState.FAULT, NOON, note="Agitator overload", **state)
    alarm = Alarm.objects.get()
    with override("en"):
        assert short_text(alarm) == "Agitator overload"
        alarm.cleared_at = NOON + timedelta(minutes=5)
        assert short_text(alarm) == "Fault over"


def test_a_program_is_told_the_same(growing: Plant, cast: Cast) -> None:
    measure("PH", 7.9, 0)
    measure("PH", 7.0, 1)
    told = cast.bearer("operator").get("/api/v1/equipment/BR300-1").json()["face"]
    assert (told["alarm"]["active"], told["alarm"]["acknowledged"]) == (False, False)
    assert [alarm["id"] for alarm in told["alarms"]] == [told["alarm"]["id"]]
    path = f"/api/v1/alarms/{told['alarm']['id']}/acknowledge"
    assert cast.bearer("operator").post(path).status_code == 200
    told = cast.bearer("operator").get("/api/v1/equipment/BR300-1").json()["face"]
    assert (told["alarm"], told["alarms"]) == (None, [])
