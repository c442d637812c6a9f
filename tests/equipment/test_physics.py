"""The simulated machines behave as the field says they do, and the same each time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.choices import RUN_PHASES, STATE_SETS, Kind, MachineState
from equipment.drivers.physics.culture import dissolved_oxygen, effort, off_gas
from equipment.drivers.physics.others import measure_dryer, measure_skid
from equipment.drivers.physics.unit import Phase, Unit
from equipment.drivers.physics.vessel import measure, temperature, upset
from equipment.drivers.simulator import measured

S = MachineState
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
CODES = frozenset({"TIC", "PH", "DO", "STIR", "AIR", "P", "O2", "CO2", "OUR", "FEED"})
RUN = [(S.CIP, 2), (S.SIP, 4), (S.STERILE_HOLD, 3), (S.INOCULATION, 1), (S.GROWTH, 14)]
FEDBATCH = [*RUN, (S.FEED, 10), (S.INDUCE, 12), (S.HARVEST, 2), (S.KILL, 2)]


def unit(kind: Kind, steps: Sequence[tuple[MachineState, float]], of: str = "BR300") -> Unit:
    phases, at = [], NOON
    for state, hours in steps:
        phases.append(Phase(state, at))
        at += timedelta(hours=hours)
    return Unit("BR300-1", kind, of, 210, 0.0, CODES, tuple(phases))


def vessel(until: MachineState) -> Unit:
    names = [state for state, _ in FEDBATCH]
    return unit(Kind.BIOREACTOR, FEDBATCH[: names.index(until) + 1])


def after(one: Unit, hours: float) -> datetime:
    return one.phases[-1].start + timedelta(hours=hours)


def test_off_gas_is_that_of_the_nitrogen_balance() -> None:
    """Checked by hand: 700 L, 1 vvm, OUR 120 and RQ 0.95 give 16.5 % O2 and 4.3 % CO2."""
    gas = off_gas(120, 1.0, 0.95)
    assert (round(gas.oxygen, 1), round(gas.carbon_dioxide, 1)) == (16.5, 4.3)
    assert off_gas(0, 0, 1).oxygen == pytest.approx(20.95)


@given(st.floats(0, 200))
def test_the_stirrer_holds_the_oxygen_where_it_can(uptake: float) -> None:
    work = effort(uptake)
    oxygen = dissolved_oxygen(uptake, work)
    assert 0.3 <= work <= 1
    assert oxygen >= 29.9 or work == 1


def test_a_vessel_is_sterilised_at_121_degrees_for_half_an_hour() -> None:
    one = vessel(S.SIP)
    minutes = [temperature(one, after(one, n / 60)) for n in range(240)]
    assert sum(heat >= 121 for heat in minutes) >= 30
    assert minutes[-1] < 45
    hot = measure(one, after(one, 1.3))
    assert 0.9 < hot["P"] < 1.2
    assert "PH" not in hot


def test_a_culture_grows_eats_and_is_cooled_for_harvest() -> None:
    grown, fed = vessel(S.GROWTH), vessel(S.FEED)
    early, late = measure(grown, after(grown, 1)), measure(grown, after(grown, 8))
    assert late["OUR"] > 5 * early["OUR"]
    assert late["DO"] < early["DO"]
    assert late["STIR"] > early["STIR"]
    assert abs(late["TIC"] - 37) < 0.6
    assert late["FEED"] == 0
    rich = measure(fed, after(fed, 8))
    assert rich["FEED"] > 4
    assert rich["CO2"] > 1.5
    induced = vessel(S.INDUCE)
    assert abs(measure(induced, after(induced, 6))["TIC"] - 30) < 0.6
    harvest = vessel(S.HARVEST)
    assert measure(harvest, after(harvest, 1.9))["OUR"] < 5


def test_what_is_switched_off_measures_nothing() -> None:
    for state in (S.MAINTENANCE, S.CLOSED, S.OFFLINE):
        assert measured(unit(Kind.BIOREACTOR, [(state, 1)]), NOON) == ()
    assert measured(unit(Kind.INSTRUMENT, [(S.RUNNING, 1)]), NOON) == ()
    assert measured(unit(Kind.BIOREACTOR, []), NOON) == ()


@given(st.floats(0, 90), st.sampled_from([state for state, _ in FEDBATCH]))
def test_every_value_lies_in_its_sensor_and_comes_again(hours: float, state: MachineState) -> None:
    one = vessel(state)
    at = after(one, hours)
    values = measure(one, at)
    assert values == measure(one, at)
    assert -0.1 <= values["P"] <= 1.2
    assert 0 <= values["TIC"] <= 130
    assert 0 <= values.get("PH", 7) <= 14
    assert 0 <= values.get("DO", 0) <= 110
    assert values["STIR"] >= 0


@given(st.integers(0, 2000))
def test_a_run_in_order_raises_no_alarm_but_its_upsets(quarter: int) -> None:
    one = vessel(S.INDUCE)
    at = one.phases[3].start + timedelta(minutes=15 * quarter % 2160)
    then = Unit(**{**one.__dict__, "phases": tuple(p for p in one.phases if p.start <= at)})
    values = measure(then, at)
    if upset(then, at) == 0:
        assert 6.7 < values["PH"] < 7.3
    assert values["DO"] > 10
    assert values["TIC"] < 39
    assert values["CO2"] < 10


def test_upsets_are_rare_and_pass() -> None:
    one = vessel(S.GROWTH)
    minutes = [upset(one, NOON + timedelta(minutes=n)) for n in range(60 * 24 * 30)]
    assert 0 < sum(value > 0.3 for value in minutes) < 60 * 24 * 30 / 100
    assert max(minutes) < 0.75


def test_a_skid_fouls_and_rests() -> None:
    running = unit(Kind.SKID, [(S.SETUP, 1), (S.RUNNING, 10)], "MF")
    first, last = measure_skid(running, after(running, 1)), measure_skid(running, after(running, 9))
    assert last["FLOW"] < first["FLOW"]
    assert last["P"] > first["P"]
    rests = measure_skid(unit(Kind.SKID, [(S.IDLE_CLEAN, 1)]), NOON)
    assert (rests["FLOW"], rests["P"]) == (0, 0)
    cleaned = unit(Kind.SKID, [(S.CIP, 2)])
    assert measure_skid(cleaned, after(cleaned, 1))["TIC"] > 70


def test_a_dryer_freezes_and_then_pulls_its_vacuum() -> None:
    steps = [(S.LOADING, 1.0), (S.FREEZING, 4.0), (S.DRYING, 40.0)]
    frozen = unit(Kind.DRYER, steps[:2])
    assert measure_dryer(frozen, after(frozen, 3))["SHELF"] < -40
    dried = unit(Kind.DRYER, steps)
    assert measure_dryer(dried, after(dried, 2))["VAC"] < 20
    assert measure_dryer(dried, after(dried, 35))["SHELF"] > 20
    sprayed = unit(Kind.DRYER, [(S.DRYING, 4)], "SPR")
    assert measure_dryer(sprayed, after(sprayed, 2))["SHELF"] > 170


@pytest.mark.parametrize("kind", Kind)
def test_there_is_a_measure_for_every_state(kind: Kind) -> None:
    for state in {*STATE_SETS[kind], *RUN_PHASES[kind]}:
        one = unit(kind, [(state, 1)])
        assert all(reading.tag in CODES for reading in measured(one, after(one, 0.5)))
