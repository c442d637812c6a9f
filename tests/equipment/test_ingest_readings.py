"""A batch of readings: kept once, shown, and held against limits."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from equipment.actions.ingest_readings import ingest_readings
from equipment.choices import MachineState, Quality, Source
from equipment.events import AlarmChanged, ReadingsArrived
from equipment.models import Alarm, CurrentState, Reading, Tag
from equipment.schemas.machine import ReadingReport, Verdict
from equipment.statelog import enter
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def read(value: object, seconds: float = 0, tag: str = "PH", **more: Any) -> dict[str, Any]:
    at = (NOON + timedelta(seconds=seconds)).isoformat()
    return {"tag": tag, "at": at, "value": value, **more}


def ingest(actor: Actor, *readings: object) -> Verdict:
    with clock.at(NOON):
        return ingest_readings(actor, "BR300-1", ReadingReport(readings=list(readings)))


@pytest.fixture
def growing(plant: Plant, speaker: Actor) -> Tag:
    """BR300-1 in growth, its pH with limits 6.6 and 7.6."""
    before = NOON - timedelta(hours=1)
    enter(plant.br300.pk, MachineState.GROWTH, before, actor=speaker, source=Source.GATEWAY)
    tag = plant.br300.tags.get(code="PH")
    tag.low_low, tag.low, tag.high, tag.high_high = 6.2, 6.6, 7.6, 8.0
    tag.save()
    return tag


def standing() -> list[str]:
    return sorted(Alarm.objects.filter(cleared_at=None).values_list("code", flat=True))


def test_each_item_is_judged_by_itself(plant: Plant, speaker: Actor) -> None:
    with heard(ReadingsArrived) as arrived:
        verdict = ingest(
            speaker,
            read(7.01),
            read(7.02, 1),
            read(1.0, tag="NONE"),
            read(float("nan")),
            read(float("inf")),
            read("7.0"),
            read(True),
            {"tag": "PH", "at": "2026-11-25T12:00:00", "value": 7},
            read(7, 301),
            read(37, tag="TIC"),
        )
    assert verdict.accepted == 3
    assert [(one.index, one.code) for one in verdict.rejected] == [
        (2, "tag_unknown"),
        (3, "not_a_number"),
        (4, "not_a_number"),
        (5, "malformed"),
        (6, "malformed"),
        (7, "no_offset"),
        (8, "too_far_ahead"),
    ]
    assert len(arrived) == 1
    assert [value for _tag, value in arrived[0].newest] == [7.02, 37.0]
    held = CurrentState.objects.get(pk=plant.br300.pk).values
    assert held["PH"] == [7.02, (NOON + timedelta(seconds=1)).isoformat(), "good", False]


def test_what_cannot_be_is_kept_as_bad(plant: Plant, speaker: Actor) -> None:
    assert ingest(speaker, read(14.0), read(7.0, 1)).accepted == 2
    assert [r.quality for r in Reading.objects.order_by("at")] == [Quality.BAD, Quality.GOOD]


def test_a_batch_sent_again_changes_nothing(plant: Plant, speaker: Actor) -> None:
    batch = [read(7 + n / 100, n) for n in range(50)]
    assert ingest(speaker, *batch).accepted == 50
    version = CurrentState.objects.get(pk=plant.br300.pk).version
    with heard(ReadingsArrived) as arrived:
        assert ingest(speaker, *batch).accepted == 50
    assert not arrived
    assert Reading.objects.count() == 50
    assert CurrentState.objects.get(pk=plant.br300.pk).version == version


def test_of_a_batch_the_newest_is_shown_whatever_its_order(plant: Plant, speaker: Actor) -> None:
    ingest(speaker, read(7.02, 1), read(7.01, 0))
    assert CurrentState.objects.get(equipment=plant.br300).values["PH"][0] == 7.02
    assert Reading.objects.count() == 2


def test_an_alarm_is_raised_and_let_go_beyond_the_deadband(growing: Tag, speaker: Actor) -> None:
    ingest(speaker, read(7.6, 0))
    assert standing() == []
    with heard(AlarmChanged) as changes:
        ingest(speaker, read(7.61, 5))
    assert len(changes) == 1
    ingest(speaker, read(7.9, 10))
    ingest(speaker, read(7.55, 15))
    assert standing() == ["high"]
    ingest(speaker, read(7.52, 20))
    assert standing() == []
    alarm = Alarm.objects.get()
    assert (alarm.value, alarm.limit, alarm.priority) == (7.61, 7.6, "medium")
    assert alarm.cleared_at == NOON + timedelta(seconds=20)


def test_far_beyond_is_a_second_alarm_of_high_priority(growing: Tag, speaker: Actor) -> None:
    ingest(speaker, read(6.0))
    assert standing() == ["low", "low_low"]
    assert Alarm.objects.get(code="low_low").priority == "high"


def test_a_bad_value_raises_nothing(growing: Tag, speaker: Actor) -> None:
    ingest(speaker, read(7.9, quality="bad"), read(13.0, 5))
    assert standing() == []


def test_a_late_batch_raises_nothing(growing: Tag, speaker: Actor) -> None:
    ingest(speaker, read(7.0))
    ingest(speaker, read(7.9, -600))
    assert standing() == []


def test_limits_mean_nothing_while_it_is_cleaned(
    plant: Plant, growing: Tag, speaker: Actor
) -> None:
    ingest(speaker, read(7.9, 0))
    assert standing() == ["high"]
    enter(plant.br300.pk, MachineState.CIP, NOON, actor=speaker, source=Source.GATEWAY)
    ingest(speaker, read(11.5, 5))
    assert standing() == []


@pytest.mark.parametrize("name", ["eve", "operator", "manager"])
def test_people_do_not_send_readings(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        ingest(cast.actor(name), read(7.0))


def test_by_http(plant: Plant, program: Client, cast: Cast) -> None:
    url = "/api/v1/equipment/BR300-1/readings"
    now = timezone.now().isoformat()
    body = {"readings": [{"tag": "TIC", "at": now, "value": 37.02, "quality": "good"}]}
    answer = program.post(url, body, "application/json")
    assert (answer.status_code, answer.json()) == (200, {"accepted": 1, "rejected": []})
    text = json.dumps({"readings": [{"tag": "TIC", "at": now, "value": float("nan")}]})
    assert program.post(url, text, "application/json").json()["rejected"][0]["code"] == (
        "not_a_number"
    )
    many: dict[str, Any] = {"readings": [{}] * 10_001}
    assert program.post(url, many, "application/json").status_code == 422
    assert cast.bearer("eve").post(url, body, "application/json").status_code == 403
    other = url.replace("BR300-1", "BR300-2")
    assert program.post(other, body, "application/json").status_code == 403
