"""The state log and its projections: kept right entry by entry, and equal when rebuilt."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment import statelog
from equipment.choices import MachineState, Source
from equipment.events import StateChanged
from equipment.models import Alarm, CurrentState, Equipment, StateEntry, StateInterval
from equipment.statelog import enter, rebuild, state_at
from pilotbase.accounts.actor import Actor
from pilotbase.core.events import heard
from pilotbase.core.verbs import verb
from tests.factories import Plant
from tests.people import Cast
from tests.racing import race

S = MachineState
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GATEWAY = Actor(user=None, door="gateway", machine="gateway:SIM")


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def say(machine: Equipment, state: MachineState, minute: int, **facts: Any) -> StateEntry:
    return enter(machine.pk, state, at(minute), actor=GATEWAY, source=Source.GATEWAY, **facts)


class Told(NamedTuple):
    state: str
    start: int
    end: int | None


def intervals(machine: Equipment) -> list[Told]:
    rows = StateInterval.objects.filter(equipment=machine).order_by("start")
    return [Told(r.state, minute(r.start), minute(r.end) if r.end else None) for r in rows]


def minute(instant: datetime) -> int:
    return int((instant - NOON).total_seconds() // 60)


def current(machine: Equipment) -> CurrentState:
    return CurrentState.objects.get(pk=machine.pk)


@pytest.mark.django_db
def test_what_is_said_in_order_is_one_interval_each(plant: Plant) -> None:
    for n, state in enumerate([S.SIP, S.STERILE_HOLD, S.GROWTH]):
        say(plant.br300, state, n * 10)
    assert intervals(plant.br300) == [
        ("SIP", 0, 10),
        ("STERILE_HOLD", 10, 20),
        ("GROWTH", 20, None),
    ]
    now = current(plant.br300)
    assert (now.state, now.since, now.last_at) == (S.GROWTH, at(20), at(20))
    assert state_at(plant.br300.pk, at(-1)) == S.OFFLINE
    assert state_at(plant.br300.pk, at(10)) == S.STERILE_HOLD
    assert state_at(plant.br300.pk, at(99)) == S.GROWTH


@pytest.mark.django_db
def test_the_same_state_again_is_no_new_interval_and_no_news(plant: Plant) -> None:
    say(plant.br300, S.GROWTH, 0)
    version = current(plant.br300).version
    with heard(StateChanged) as changes:
        say(plant.br300, S.GROWTH, 5)
    assert not changes
    assert intervals(plant.br300) == [("GROWTH", 0, None)]
    assert (current(plant.br300).version, current(plant.br300).since) == (version, at(0))


@pytest.mark.django_db
def test_a_late_entry_finds_its_place_and_is_no_news(plant: Plant) -> None:
    say(plant.br300, S.GROWTH, 0)
    say(plant.br300, S.GROWTH, 20)
    say(plant.br300, S.HARVEST, 30)
    with heard(StateChanged) as changes:
        say(plant.br300, S.FEED, 10)
    assert not changes
    assert intervals(plant.br300) == [
        ("GROWTH", 0, 10),
        ("FEED", 10, 20),
        ("GROWTH", 20, 30),
        ("HARVEST", 30, None),
    ]


@pytest.mark.django_db
def test_a_correction_supersedes_and_the_entry_stays(plant: Plant) -> None:
    say(plant.br300, S.GROWTH, 0)
    wrong = say(plant.br300, S.HARVEST, 10)
    say(plant.br300, S.INDUCE, 12, supersedes=wrong)
    assert intervals(plant.br300) == [("GROWTH", 0, 12), ("INDUCE", 12, None)]
    assert StateEntry.objects.filter(equipment=plant.br300).count() == 3
    assert current(plant.br300).state == S.INDUCE


@pytest.mark.django_db
def test_a_fault_raises_its_alarm_and_the_next_state_clears_it(plant: Plant) -> None:
    say(plant.br300, S.GROWTH, 0)
    say(plant.br300, S.FAULT, 10, note="Agitator overload")
    alarm = Alarm.objects.get()
    assert (alarm.code, alarm.note, alarm.cleared_at) == ("fault", "Agitator overload", None)
    say(plant.br300, S.MAINTENANCE, 20)
    alarm.refresh_from_db()
    assert (alarm.cleared_at, alarm.acknowledged_at) == (at(20), None)


@pytest.mark.django_db
def test_who_puts_the_machine_right_has_seen_its_fault(plant: Plant, cast: Cast) -> None:
    say(plant.br300, S.FAULT, 0)
    operator = cast.actor("operator")
    enter(plant.br300.pk, S.MAINTENANCE, at(9), actor=operator, source=Source.PERSON)
    assert Alarm.objects.get().acknowledged_by == cast.operator


@pytest.mark.django_db
def test_strangers_cannot_count_phases(plant: Plant) -> None:
    say(plant.br300, S.IDLE_CLEAN, 0)
    before = current(plant.br300).public_version
    say(plant.br300, S.SIP, 10)
    assert current(plant.br300).public_version == before + 1
    for n, state in enumerate([S.STERILE_HOLD, S.GROWTH, S.FEED, S.INDUCE]):
        say(plant.br300, state, 20 + n)
    assert current(plant.br300).public_version == before + 1


STATES = st.sampled_from([S.IDLE_CLEAN, S.SIP, S.GROWTH, S.FAULT])
REPORT = st.tuples(STATES, st.integers(0, 12), st.booleans())


@pytest.mark.django_db
@given(st.lists(REPORT, min_size=1, max_size=14))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_kept_entry_by_entry_it_equals_the_log_rebuilt(
    plant: Plant, reports: list[tuple[MachineState, int, bool]]
) -> None:
    machine = Equipment.objects.create(
        facility=plant.br300.facility,
        area=plant.area,
        equipment_class=plant.vessels,
        tag=f"X-{Equipment.objects.count()}",
    )
    counting: list[StateEntry] = []
    for state, when, corrects in reports:
        wrong = counting.pop() if corrects and counting else None
        counting.append(say(machine, state, when, supersedes=wrong))
        assert intervals(machine) == expected(counting)
    kept, now = intervals(machine), current(machine)
    rebuild(machine.pk)
    assert intervals(machine) == kept
    again = current(machine)
    assert (again.state, again.since, again.last_at) == (now.state, now.since, now.last_at)
    assert (now.state, minute(now.since or NOON)) == kept[-1][:2]


def expected(counting: list[StateEntry]) -> list[Told]:
    """What the entries say, minute by minute."""
    states: dict[int, str] = {}
    for entry in sorted(counting, key=lambda e: (e.at, e.pk)):
        states[minute(entry.at)] = entry.state
    told: list[Told] = []
    for start in sorted(states):
        if not told or told[-1].state != states[start]:
            told[-1:] = [told[-1]._replace(end=start)] if told else []
            told.append(Told(states[start], start, None))
    return told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_reports_that_race_leave_one_log(plant: Plant) -> None:
    outcomes = race(report_at_once, racers=6, rounds=6)
    assert {one for row in outcomes for one in row} == {"ok"}
    kept = intervals(plant.br300)
    rebuild_now(plant.br300)
    assert intervals(plant.br300) == kept
    assert StateEntry.objects.filter(equipment=plant.br300).count() == 36
    assert current(plant.br300).last_at == at(35)


def report_at_once(n: int, racer: int) -> None:
    state = list(S)[(n * 6 + racer) % 4 + 4]
    machine = Equipment.objects.get(tag="BR300-1")
    verb(say)(machine, state, n * 6 + racer)


def rebuild_now(machine: Equipment) -> None:
    with transaction.atomic():
        statelog.rebuild(machine.pk)


@pytest.mark.django_db
def test_a_sheet_that_is_written_up_says_what_its_lines_say(plant: Plant) -> None:
    lines = [(S.SIP, at(0)), (S.STERILE_HOLD, at(10)), (S.GROWTH, at(20))]
    for first in ([], [(S.IDLE_CLEAN, at(-5))], [(S.GROWTH, at(5))]):
        for machine, whole in ((plant.br300, True), (plant.br300_2, False)):
            for state, when in first:
                enter(machine.pk, state, when, actor=GATEWAY, source=Source.SYSTEM)
            if whole:
                statelog.enter_all(machine.pk, lines, actor=GATEWAY, source=Source.SYSTEM)
            else:
                for state, when in lines:
                    enter(machine.pk, state, when, actor=GATEWAY, source=Source.SYSTEM)
        assert intervals(plant.br300) == intervals(plant.br300_2)
        assert current(plant.br300).public_version == current(plant.br300_2).public_version
        lines = [(state, when + timedelta(hours=1)) for state, when in lines]
