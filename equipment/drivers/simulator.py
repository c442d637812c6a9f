"""A plant made of formulas, behind the same protocol as a real one.

What state a machine is in is said by the people who work it, in the state log: the simulator
measures what fits. Only an idle machine it moves by itself: what was left dirty is cleaned, unless
a run or someone's work on it stands in the way. The same machine, phases and instant give the same
values, so that a restart goes on where it left off.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final, Protocol

from equipment.choices import STATE_SETS, Kind, MachineState
from equipment.drivers.physics.others import measure_dryer, measure_skid
from equipment.drivers.physics.unit import Unit
from equipment.drivers.physics.vessel import measure as measure_vessel
from equipment.drivers.plant import Standing
from equipment.drivers.protocol import Measured, Message, StateSaid, ValuesSaid
from pilotbase.core import clock

PERIOD = 5.0  # seconds
ROUNDS = 60  # then its machines are asked for anew: one may have come
RESTED = timedelta(minutes=30)  # dirty for so long, it is cleaned
MEASURES: Final[dict[Kind, Callable[[Unit, datetime], dict[str, float]]]] = {
    Kind.BIOREACTOR: measure_vessel,
    Kind.SKID: measure_skid,
    Kind.DRYER: measure_dryer,
    Kind.INSTRUMENT: lambda unit, at: {},
}
S = MachineState


class Port(Protocol):
    def look(self, now: datetime) -> list[Standing]: ...


class Simulator:
    """A Driver. ``period`` seconds lie between two readings of one machine; it ends by itself
    after so many ``rounds``."""

    def __init__(self, port: Port, period: float = PERIOD, rounds: int = ROUNDS) -> None:
        self._port, self._period, self._rounds = port, period, rounds
        self._closed = threading.Event()

    def connect(self) -> None:
        """There is nothing to reach."""

    def messages(self) -> Iterator[Message]:
        """Every machine in turn, spread over the period, so that the load is even."""
        for _round in range(self._rounds):
            standing = self._port.look(clock.now())
            pause = self._period / max(len(standing), 1)
            for one in standing:
                if self._closed.wait(pause):
                    return
                yield from said(one, clock.now())
            if not standing:
                self._closed.wait(pause)

    def close(self) -> None:
        self._closed.set()


def said(one: Standing, now: datetime) -> Iterator[Message]:
    """What the machine says now: a state where it moves by itself, and its values."""
    after = moves_to(one, now)
    if after is not None:
        yield StateSaid(one.unit.tag, after, now)
    yield ValuesSaid(one.unit.tag, measured(one.unit, now))


def measured(unit: Unit, at: datetime) -> tuple[Measured, ...]:
    """The values of the tags that the machine has."""
    if not unit.phases:
        return ()
    values = MEASURES[unit.kind](unit, at)
    return tuple(
        Measured(code, at, round(value, 4)) for code, value in values.items() if code in unit.codes
    )


def moves_to(one: Standing, now: datetime) -> MachineState | None:
    """What an idle machine does by itself; None: it stays as it is."""
    if one.has_run or one.out_of_service:
        return None
    elapsed = now - one.since
    if one.state == S.IDLE_DIRTY and elapsed >= RESTED and S.CIP in STATE_SETS[one.unit.kind]:
        return S.CIP
    if one.state == S.CIP and one.by_simulator and elapsed >= cleaning(one.unit):
        return S.IDLE_CLEAN
    return None


def cleaning(unit: Unit) -> timedelta:
    """Two hours for a small vessel, four for the largest."""
    return timedelta(hours=2 + min(unit.litres, 7000) / 3500)
