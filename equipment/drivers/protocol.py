"""What a driver is: it connects, brings messages until it is closed, and knows no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from equipment.choices import MachineState, Quality


@dataclass(frozen=True)
class Measured:
    """``value`` in the tag's unit, at an aware instant of the machine's own clock."""

    tag: str
    at: datetime
    value: float
    quality: Quality = Quality.GOOD


@dataclass(frozen=True)
class StateSaid:
    """A machine entered a state."""

    machine: str
    state: MachineState
    at: datetime
    quality: Quality = Quality.GOOD


@dataclass(frozen=True)
class ValuesSaid:
    """What one machine measured since its last message. Empty: it lives."""

    machine: str
    readings: tuple[Measured, ...]


Message = StateSaid | ValuesSaid


class Driver(Protocol):
    def connect(self) -> None:
        """Reach the machines. Raises OSError when they cannot be reached."""

    def messages(self) -> Iterator[Message]:
        """What they say, as it comes; ends after ``close``, from whatever thread it came."""

    def close(self) -> None:
        """Let go of the machines."""
