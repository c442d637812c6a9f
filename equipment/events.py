"""What equipment tells the apps above it, and the live pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StateChanged:
    """A machine entered a state (the newest entry of its log changed)."""

    equipment_id: int
    state: str


@dataclass(frozen=True)
class ReadingsArrived:
    """One batch of a gateway was stored: the newest value of each tag it touched."""

    equipment_id: int
    newest: tuple[tuple[int, float], ...]  # tag id, value


@dataclass(frozen=True)
class AlarmChanged:
    alarm_id: int


@dataclass(frozen=True)
class ServiceChanged:
    """A machine was taken out of service or came back."""

    equipment_id: int
