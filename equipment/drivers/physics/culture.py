"""A fed-batch culture: biomass, oxygen uptake and feed by phase; gas and oxygen by balances.

Units: g/L dry biomass, mmol/L/h, g/L/h of feed, hours. Growth with a specific rate until the
batch's sugar is gone, then limited by the feed. Off-gas by the nitrogen balance for dry gas:
OUR = F/V (yO2in − r·yO2out), CER = F/V (r·yCO2out − yCO2in), r = inert in / inert out.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from equipment.choices import MachineState
from equipment.drivers.physics.unit import Phase, Unit, chosen, hours, toward

S = MachineState
FIRST, AFTER_BATCH, MOST = 0.3, 14.0, 62.0  # g/L
OXYGEN_OF_GROWTH = 17.0  # mmol per g of new biomass
OXYGEN_OF_FEED = 9.5  # mmol per g of sugar
O2_IN, CO2_IN = 0.2095, 0.0004
MOLE = 22.414  # NL of gas
SATURATION = 0.25  # mmol/L of oxygen at 0.5 bar over pressure
SETPOINT = 30.0  # % of air saturation
BEST_KLA = 620.0  # 1/h at full agitation
LEAST_WORK = 0.3  # of full agitation: what keeps it mixed
GROWING = (S.INOCULATION, S.GROWTH, S.FEED, S.INDUCE, S.HOLD, S.HARVEST)


@dataclass(frozen=True)
class Culture:
    biomass: float = 0.0
    oxygen_uptake: float = 0.0
    feed: float = 0.0


@dataclass(frozen=True)
class OffGas:
    """Percent of the dry gas."""

    oxygen: float
    carbon_dioxide: float


def culture(unit: Unit, at: datetime) -> Culture:
    """The culture at that instant, from all phases since its vessel was last idle."""
    rate = chosen(unit, "growth rate", 0.28, 0.42)
    now = Culture()
    ends = [after.start for _, after in pairwise(unit.phases)]
    for phase, end in zip(unit.phases, [*ends, at], strict=True):
        now = _after(now, phase, hours(phase.start, min(end, at)), rate)
    return now


def off_gas(uptake: float, vvm: float, quotient: float) -> OffGas:
    """What leaves a vessel aerated with ``vvm`` (NL of air per L and minute)."""
    if vvm <= 0:
        return OffGas(100 * O2_IN, 100 * CO2_IN)
    flow = vvm * 60 / MOLE * 1000  # mmol of gas per L and hour
    taken, made = uptake / flow, quotient * uptake / flow
    rest = 1 - taken + made
    return OffGas(100 * (O2_IN - taken) / rest, 100 * (CO2_IN + made) / rest)


def effort(uptake: float) -> float:
    """How hard the stirrer must work (0 to 1) to hold the oxygen at its set point."""
    needed = uptake / (SATURATION * (1 - SETPOINT / 100))
    wanted: float = (needed / BEST_KLA) ** (1 / 1.4)
    return min(1.0, max(LEAST_WORK, wanted))


def dissolved_oxygen(uptake: float, work: float) -> float:
    """Percent of air saturation: OUR = kLa (C* − C) in a steady state."""
    kla: float = BEST_KLA * work**1.4
    return max(0.0, 100 * (1 - uptake / (kla * SATURATION)))


def _after(now: Culture, phase: Phase, elapsed: float, rate: float) -> Culture:
    """The culture when it has been ``elapsed`` hours in the phase."""
    step = _STEPS.get(phase.state)
    return step(now, elapsed, rate) if step else Culture()


def _inoculated(now: Culture, elapsed: float, rate: float) -> Culture:
    return _grown(Culture(FIRST), elapsed, rate)


def _grown(now: Culture, elapsed: float, rate: float) -> Culture:
    start = max(now.biomass, FIRST)
    biomass = min(start * math.exp(rate * elapsed), max(AFTER_BATCH, start))
    hungry = biomass >= AFTER_BATCH and start < AFTER_BATCH
    uptake = (0.12 if hungry else 1.0) * rate * biomass * OXYGEN_OF_GROWTH
    return Culture(biomass, min(uptake, 95.0))


def _fed(now: Culture, elapsed: float, rate: float) -> Culture:
    start = max(now.biomass, 1.0)
    feed = toward(2.5, 9.0, elapsed, 9.0)
    biomass = toward(start, MOST, elapsed, 26.0)
    return Culture(biomass, OXYGEN_OF_FEED * feed + 0.1 * biomass, feed)


def _induced(now: Culture, elapsed: float, rate: float) -> Culture:
    start = max(now.biomass, 1.0)
    feed = toward(now.feed or 6.0, 4.5, elapsed, 6.0)
    biomass = toward(start, MOST * 1.1, elapsed, 40.0)
    return Culture(biomass, OXYGEN_OF_FEED * feed + 0.1 * biomass, feed)


def _held(now: Culture, elapsed: float, rate: float) -> Culture:
    return Culture(now.biomass, toward(now.oxygen_uptake, 6.0, elapsed, 0.4))


def _harvested(now: Culture, elapsed: float, rate: float) -> Culture:
    return Culture(now.biomass, toward(now.oxygen_uptake, 1.0, elapsed, 0.3))


_STEPS = {
    S.INOCULATION: _inoculated,
    S.GROWTH: _grown,
    S.FEED: _fed,
    S.INDUCE: _induced,
    S.HOLD: _held,
    S.HARVEST: _harvested,
}
