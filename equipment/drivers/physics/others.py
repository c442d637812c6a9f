"""What skids and dryers measure in each state."""

from datetime import datetime

from equipment.choices import MachineState
from equipment.drivers.physics.unit import AMBIENT, Phase, Unit, along, chosen, hours, noise, toward
from equipment.drivers.physics.vessel import SILENT

S = MachineState
USUAL_FLOW = 250.0  # L/h, of a skid whose size says none
_WORKING_PRESSURE = {"HOM": (750.0, 900.0), "CHR": (2.5, 4.0), "FPR": (4.0, 7.0)}  # bar
_WORKING_HEAT = {"EVP": 62.0, "MED": 80.0}  # degC
ATMOSPHERE, VACUUM = 101_325.0, 14.0  # Pa
_FREEZE = [(0.0, 5.0), (2.0, -45.0)]
_DRY = [(0.0, -45.0), (1.0, -42.0), (7.0, -20.0), (24.0, -18.0), (30.0, 25.0)]


def measure_skid(unit: Unit, at: datetime) -> dict[str, float]:
    """Flow in L/h, pressure in bar, temperature in degC, by tag code."""
    phase = unit.phases[-1]
    if phase.state in SILENT:
        return {}
    flow, pressure, heat = _worked(unit, phase, hours(phase.start, at))
    return {
        "FLOW": max(0.0, flow * (1 + noise(unit, "FLOW", at, 0.015))),
        "P": max(0.0, pressure * (1 + noise(unit, "P", at, 0.01))),
        "TIC": heat + noise(unit, "TIC", at, 0.1),
    }


def _worked(unit: Unit, phase: Phase, elapsed: float) -> tuple[float, float, float]:
    full = unit.nominal or USUAL_FLOW
    if phase.state == S.CIP:
        return 0.8 * full, 1.5, along([(0, 25), (0.4, 74), (1.2, 74), (1.6, 30)], elapsed)
    if phase.state == S.SETUP:
        return 0.2 * full, 0.5, AMBIENT
    if phase.state not in (S.RUNNING, S.ENGINEERING):
        return 0.0, 0.0, AMBIENT
    low, high = _WORKING_PRESSURE.get(unit.of, (1.6, 2.4))
    fouling = 1 + 0.02 * min(elapsed, 20)  # what is filtered stays behind
    heat = toward(AMBIENT, _WORKING_HEAT.get(unit.of, 26.0), elapsed, 0.3)
    return 0.9 * full / fouling, chosen(unit, "pressure", low, high) * fouling, heat


def measure_dryer(unit: Unit, at: datetime) -> dict[str, float]:
    """Shelf (or inlet air) in degC and chamber in Pa, by tag code."""
    phase = unit.phases[-1]
    if phase.state in SILENT:
        return {}
    shelf, chamber = _dried(unit, phase, hours(phase.start, at))
    return {
        "SHELF": shelf + noise(unit, "SHELF", at, 0.15),
        "VAC": max(1.0, chamber * (1 + noise(unit, "VAC", at, 0.01))),
    }


def _dried(unit: Unit, phase: Phase, elapsed: float) -> tuple[float, float]:
    if unit.of == "SPR":
        hot = 178.0 if phase.state in (S.DRYING, S.ENGINEERING) else AMBIENT
        return toward(AMBIENT, hot, elapsed, 0.2), ATMOSPHERE - 250
    if phase.state == S.FREEZING:
        return along(_FREEZE, elapsed), ATMOSPHERE
    if phase.state in (S.DRYING, S.ENGINEERING):
        return along(_DRY, elapsed), toward(ATMOSPHERE, VACUUM, elapsed, 0.06)
    if phase.state == S.HOLD:
        return -20.0, VACUUM
    return AMBIENT, ATMOSPHERE
