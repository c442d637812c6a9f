"""Several states entered at once are what they are when entered one by one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.choices import MachineState, Source
from equipment.events import StateChanged
from equipment.models import Alarm, CurrentState, Equipment, StateEntry, StateInterval
from equipment.statelog import enter, enter_all, rebuild
from pilotbase.accounts.actor import Actor
from pilotbase.core.events import heard
from tests.factories import Plant

pytestmark = pytest.mark.django_db
S = MachineState
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GATEWAY = Actor(user=None, door="gateway", machine="gateway:SIM")
SAID: dict[str, Any] = {"actor": GATEWAY, "source": Source.GATEWAY}
STATES = st.sampled_from([S.SIP, S.STERILE_HOLD, S.GROWTH, S.FAULT, S.IDLE_DIRTY])
SHEETS = st.lists(st.tuples(STATES, st.integers(0, 20)), max_size=6)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def seen(machine: Equipment) -> tuple[Any, ...]:
    rows = StateInterval.objects.filter(equipment=machine).order_by("start")
    now = CurrentState.objects.get(equipment=machine)
    alarms = Alarm.objects.filter(equipment=machine).values_list("raised_at", "cleared_at")
    return (
        list(rows.values_list("state", "start", "end")),
        (now.state, now.since, now.last_at, now.version, now.public_version),
        list(alarms),
    )


def test_a_way_is_written_in_a_few_steps(plant: Plant, django_assert_max_num_queries: Any) -> None:
    way = [(S.SIP, at(10)), (S.STERILE_HOLD, at(20)), (S.GROWTH, at(30)), (S.HARVEST, at(40))]
    enter(plant.br300.pk, S.IDLE_CLEAN, at(0), **SAID)
    with heard(StateChanged) as told, django_assert_max_num_queries(7):
        enter_all(plant.br300.pk, way, **SAID, note="R-2026-00001")
    assert told == [StateChanged(plant.br300.pk, S.HARVEST)]
    assert StateEntry.objects.filter(note="R-2026-00001").count() == 4


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=SHEETS, second=SHEETS)
def test_at_once_is_as_one_by_one(
    plant: Plant, first: list[tuple[S, int]], second: list[tuple[S, int]]
) -> None:
    one, other = plant.br300, plant.br300_2
    with transaction.atomic():
        for machine in (one, other):
            enter(machine.pk, S.IDLE_CLEAN, at(0), **SAID)
        for sheet in (first, second):
            entered = [(state, at(minute)) for state, minute in sheet]
            enter_all(one.pk, entered, **SAID)
            for state, instant in entered:
                enter(other.pk, state, instant, **SAID)
        assert seen(one) == seen(other)
        kept = seen(one)[0]
        rebuild(one.pk)
        assert seen(one)[0] == kept
        transaction.set_rollback(True)
