"""What a bioreactor measures in each state.

Temperature follows each phase's profile from where the last one left it. Steam is at 121 °C for
40 minutes; cleaning runs a caustic step near 78 °C. Probes are out of an idle vessel.
"""

import math
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from equipment.choices import MachineState
from equipment.drivers.physics.culture import (
    GROWING,
    LEAST_WORK,
    culture,
    dissolved_oxygen,
    effort,
    off_gas,
)
from equipment.drivers.physics.unit import (
    AMBIENT,
    Phase,
    Unit,
    along,
    chosen,
    hours,
    noise,
    toward,
)

S = MachineState
SILENT = (S.MAINTENANCE, S.CALIBRATION, S.CLOSED, S.OFFLINE)  # switched off
_SETPOINTS = {S.INDUCE: 30.0, S.HARVEST: 18.0, S.STERILE_HOLD: 30.0, S.HOLD: 25.0, S.KILL: 80.0}
_PRESSURES = {S.STERILE_HOLD: 0.5, S.HARVEST: 0.3, S.CIP: 0.1, S.KILL: 0.2}
_AERATION = {S.INOCULATION: 0.5, S.HARVEST: 0.2, S.HOLD: 0.3, S.STERILE_HOLD: 0.1}
CAUSTIC = [(0.0, 7.0), (0.3, 7.2), (0.5, 12.4), (1.2, 12.4), (1.5, 7.1)]  # pH
WINDOW = timedelta(hours=6)  # at most one upset of a vessel's pH in each


def measure(unit: Unit, at: datetime) -> dict[str, float]:
    """By tag code. ``unit`` has a phase at that instant."""
    phase = unit.phases[-1]
    if phase.state in SILENT:
        return {}
    heat = temperature(unit, at)
    values = {
        "TIC": heat + noise(unit, "TIC", at, 0.08),
        "P": max(0.0, _pressure(phase.state, heat) + noise(unit, "P", at, 0.008)),
        "STIR": 0.0,
        "AIR": 0.0,
    }
    if phase.state in (*GROWING, S.STERILE_HOLD, S.ENGINEERING):
        values |= _process(unit, phase, at)
    elif phase.state == S.CIP:
        caustic = along(CAUSTIC, hours(phase.start, at))
        values |= {"STIR": 60.0, "PH": caustic + noise(unit, "PH", at, 0.05)}
    return values


def temperature(unit: Unit, at: datetime) -> float:
    """degC at that instant."""
    heat = AMBIENT
    ends = [after.start for _, after in pairwise(unit.phases)]
    for phase, end in zip(unit.phases, [*ends, at], strict=True):
        heat = _heated(unit, heat, phase, hours(phase.start, min(end, at)))
    return heat


def _heated(unit: Unit, heat: float, phase: Phase, elapsed: float) -> float:
    if phase.state == S.SIP:
        if elapsed < 1.7:
            return along([(0, heat), (1.0, 121.1), (1.7, 121.1)], elapsed)
        return toward(121.1, 37.0, elapsed - 1.7, 0.5)
    if phase.state == S.CIP:
        return along([(0, heat), (0.3, 30), (0.6, 78), (1.3, 78), (1.6, 28)], elapsed)
    slow = 0.4 + unit.litres / 20_000  # a large vessel has little wall for its volume
    return toward(heat, _setpoint(phase.state), elapsed, slow)


def _setpoint(state: MachineState) -> float:
    if state in _SETPOINTS:
        return _SETPOINTS[state]
    return 37.0 if state in (*GROWING, S.ENGINEERING) else AMBIENT


def _pressure(state: MachineState, heat: float) -> float:
    if state == S.SIP:
        return max(0.2, 1.05 * (heat - 100) / 21.1) if heat > 100 else 0.2
    return _PRESSURES.get(state, 0.5 if state in GROWING else 0.0)


def _process(unit: Unit, phase: Phase, at: datetime) -> dict[str, float]:
    now = culture(unit, at)
    uptake = max(0.0, now.oxygen_uptake * (1 + noise(unit, "OUR", at, 0.03)))
    work = effort(uptake) if phase.state in GROWING else LEAST_WORK
    air = _AERATION.get(phase.state, 1.0)
    gas = off_gas(uptake, air, chosen(unit, "respiration", 0.95, 1.05))
    return {
        "PH": 7.0 + noise(unit, "PH", at, 0.03) + upset(unit, at),
        "DO": max(0.0, dissolved_oxygen(uptake, work) + noise(unit, "DO", at, 1.4)),
        "STIR": _fastest(unit.litres) * work + noise(unit, "STIR", at, 2.0),
        "AIR": air + noise(unit, "AIR", at, 0.01),
        "O2": gas.oxygen + noise(unit, "O2", at, 0.02),
        "CO2": max(0.0, gas.carbon_dioxide + noise(unit, "CO2", at, 0.02)),
        "OUR": uptake,
        "FEED": max(0.0, now.feed * (1 + noise(unit, "FEED", at, 0.01))),
    }


def upset(unit: Unit, at: datetime) -> float:
    """Now and then a base pump gives too much: a pH that rises for some minutes and comes back."""
    window = int(at.timestamp() // WINDOW.total_seconds())
    chance = Random(f"{unit.tag} upset {window}")  # noqa: S311
    if chance.random() > 1 / 14:
        return 0.0
    begins = chance.uniform(0, 5.5)
    lasts, height = chance.uniform(0.15, 0.4), chance.uniform(0.32, 0.7)
    elapsed = at.timestamp() / 3600 % 6 - begins
    return height * math.sin(math.pi * elapsed / lasts) ** 2 if 0 < elapsed < lasts else 0.0


def _fastest(litres: float) -> float:
    """rpm at full agitation: 1,100 on a bench, 300 at 1 m³, 150 at 10 m³."""
    scaled: float = 300.0 * (litres / 700) ** -0.36
    return min(1100.0, max(120.0, scaled))
