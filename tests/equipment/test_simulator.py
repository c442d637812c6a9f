"""The simulator speaks like any machine: through the driver's protocol and the gateway's verbs."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from equipment import watching
from equipment.actions.ingest_readings import ingest_readings
from equipment.choices import MachineState, Source
from equipment.drivers import live, runner
from equipment.drivers.past import catch_up, measure_past, missed
from equipment.drivers.plant import Plant as Look
from equipment.drivers.plant import Standing
from equipment.drivers.protocol import Measured, Message, StateSaid, ValuesSaid
from equipment.drivers.runner import feed
from equipment.drivers.simulator import RESTED, Simulator, cleaning, moves_to, said
from equipment.models import CurrentState, Equipment, Gateway, Reading
from equipment.statelog import enter, state_at
from pilotbase.accounts.actor import Actor, job
from pilotbase.core import clock
from pilotbase.core.errors import Busy
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
S = MachineState


def say(machine: Equipment, state: MachineState, hours: float, by: Actor | None = None) -> None:
    enter(
        machine.pk,
        state,
        NOON + timedelta(hours=hours),
        actor=by or job("test"),
        source=Source.GATEWAY if by else Source.SYSTEM,
        gateway=Gateway.objects.get(code="SIM") if by else None,
    )


@pytest.fixture
def simulated(plant: Plant) -> Gateway:
    gateway = live.simulating_gateway()
    assert gateway is not None
    return gateway


def standing(tag: str = "BR300-1", hours: float = 0) -> Standing:
    looked = Look("SIM").look(NOON + timedelta(hours=hours))
    return next(one for one in looked if one.unit.tag == tag)


def test_it_speaks_for_what_no_other_gateway_speaks_for(plant: Plant, gateway: Gateway) -> None:
    found = live.simulating_gateway()
    assert found is not None
    assert set(found.equipment.values_list("tag", flat=True)) == {"BR300-2", "DSC-1", "HPLC-1"}
    assert found.simulated
    assert live.simulating_gateway() == found


def test_without_machines_there_is_nothing_to_simulate(cast: Cast) -> None:
    assert live.simulating_gateway() is None


def test_the_log_is_its_truth(plant: Plant, simulated: Gateway) -> None:
    for state, hours in [(S.IDLE_CLEAN, -30), (S.SIP, -20), (S.GROWTH, -10), (S.FEED, -2)]:
        say(plant.br300, state, hours)
    one = standing()
    assert [phase.state for phase in one.unit.phases] == [S.IDLE_CLEAN, S.SIP, S.GROWTH, S.FEED]
    (values,) = list(said(one, NOON))
    assert isinstance(values, ValuesSaid)
    assert {reading.tag for reading in values.readings} == {"TIC", "PH", "DO"}


def test_it_looks_again_only_where_the_log_moved(
    plant: Plant, simulated: Gateway, django_assert_num_queries: object
) -> None:
    say(plant.br300, S.GROWTH, -10)
    look = Look("SIM")
    first = look.look(NOON)[0].unit
    assert look.look(NOON)[0].unit is first
    say(plant.br300, S.FEED, -1)
    assert look.look(NOON)[0].unit.phases[-1].state == S.FEED


def test_what_was_left_dirty_is_cleaned(plant: Plant, simulated: Gateway) -> None:
    say(plant.br300, S.IDLE_DIRTY, 0)
    one = standing(hours=1)
    assert moves_to(one, NOON + RESTED - timedelta(minutes=1)) is None
    assert moves_to(one, NOON + RESTED) == S.CIP
    say(plant.br300, S.CIP, 1, by=job("x"))
    one = standing(hours=2)
    done = NOON + timedelta(hours=1) + cleaning(one.unit)
    assert moves_to(one, done - timedelta(minutes=1)) is None
    assert moves_to(one, done) == S.IDLE_CLEAN


def test_it_ends_no_cleaning_that_people_began(plant: Plant, simulated: Gateway) -> None:
    say(plant.br300, S.CIP, 0)
    assert moves_to(standing(hours=1), NOON + timedelta(days=1)) is None


def test_it_moves_nothing_during_a_run_or_out_of_service(
    plant: Plant, simulated: Gateway, cast: Cast
) -> None:
    say(plant.br300, S.IDLE_DIRTY, -5)
    watching.grant(plant.br300.pk, cast.startup.pk, NOON, "R-1", "")
    assert moves_to(standing(), NOON) is None
    watching.end_grant("R-1", NOON)
    Equipment.objects.update(out_of_service_since=NOON)
    assert moves_to(standing(hours=1), NOON) is None
    Equipment.objects.update(out_of_service_since=None)
    assert moves_to(standing(hours=1), NOON) == S.CIP


def test_what_it_says_is_stored_as_simulated(plant: Plant, simulated: Gateway) -> None:
    with clock.at(NOON):
        say(plant.br300, S.IDLE_DIRTY, -5)
        say(plant.hplc, S.IDLE, -5)
        feed(Simulator(Look("SIM"), period=0.0, rounds=1), simulated, threading.Event())
    assert state_at(plant.br300.pk, NOON) == S.CIP
    simulated.refresh_from_db()
    assert simulated.seen_at == NOON
    reading = Reading.objects.get(tag__code="TIC")
    assert (reading.at, reading.simulated) == (NOON, True)
    assert CurrentState.objects.get(pk=plant.br300.pk).simulated


def test_the_curves_of_a_past_run_are_the_same_again(plant: Plant, simulated: Gateway) -> None:
    say(plant.br300, S.SIP, -20)
    say(plant.br300, S.GROWTH, -10)
    start, end = NOON - timedelta(hours=12), NOON - timedelta(hours=8)
    assert measure_past(plant.br300, start, end).kept == 120 + 3 * 120  # SIP has no pH and DO
    assert measure_past(plant.br300, start, end).kept == 0
    assert not Reading.objects.filter(simulated=False).exists()


def test_what_a_run_measured_meanwhile_is_told_afterwards(
    plant: Plant, simulated: Gateway, cast: Cast
) -> None:
    say(plant.br300, S.GROWTH, -30)
    say(plant.dsc, S.RUNNING, -30)
    start = NOON - timedelta(hours=2)
    watching.grant(plant.br300.pk, cast.startup.pk, start, "R-1", "")
    with clock.at(NOON):
        catch_up(missed(), threading.Event())
        assert Reading.objects.count() == 3 * (55 + 65 * 6)
        assert Reading.objects.earliest("at").at == start
    with clock.at(NOON + timedelta(minutes=10)):
        stopped = threading.Event()
        stopped.set()
        catch_up(missed(), stopped)
        assert Reading.objects.count() == 3 * (55 + 65 * 6)


class Script:
    """A driver that says what it was told to."""

    def __init__(self, *messages: Message) -> None:
        self.said, self.closed = messages, False

    def connect(self) -> None:
        """It is there."""

    def messages(self) -> Iterator[Message]:
        yield from self.said

    def close(self) -> None:
        self.closed = True


def test_a_refusal_stops_nobody(plant: Plant, gateway: Gateway, caplog: object) -> None:
    script = Script(
        StateSaid("BR999", S.GROWTH, NOON),
        StateSaid("BR300-2", S.GROWTH, NOON),
        StateSaid("BR300-1", S.DRYING, NOON),
        ValuesSaid("BR300-1", (Measured("NONE", NOON, 1.0), Measured("TIC", NOON, 37.0))),
    )
    with clock.at(NOON):
        feed(script, gateway, threading.Event())
    assert script.closed
    assert Reading.objects.get().value == 37.0


def test_a_busy_database_is_tried_again(
    plant: Plant, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [Busy("no"), OperationalError("gone"), None]
    monkeypatch.setattr(runner, "PATIENCE", 0.001)

    def ingest(*args: Any) -> object:
        failure = failures.pop(0)
        if failure:
            raise failure
        return ingest_readings(*args)

    monkeypatch.setattr(runner, "ingest_readings", ingest)
    with clock.at(NOON):
        feed(
            Script(ValuesSaid("BR300-1", (Measured("TIC", NOON, 37.0),))),
            gateway,
            threading.Event(),
        )
    assert Reading.objects.count() == 1
    assert failures == []


def test_it_stops_when_told(plant: Plant, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    stop, rounds = threading.Event(), [1]

    def feeding(driver: Simulator, gateway: Gateway, told: threading.Event) -> None:
        if rounds.pop() if rounds else False:
            raise RuntimeError("stumbled")
        told.set()

    monkeypatch.setattr(live, "feed", feeding)
    monkeypatch.setattr(live, "catch_up", lambda gaps, told: None)
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.001)
    monkeypatch.setattr("equipment.drivers.live.connection.close", lambda: None)
    live.run_simulator(stop)
    assert stop.is_set()
