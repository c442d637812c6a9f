"""What the demonstration's plan consists of: requests and their fate, and blocked time. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from equipment.choices import MachineState


class Fate(StrEnum):
    USED = "used"  # or to come
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REFUSED = "refused"  # at once, by the rules


@dataclass(frozen=True)
class Run:
    """One stage: the run's span; around it the class's preparation and turnaround."""

    tag: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Asked:
    """A booking that someone asks for, and what becomes of it.

    ``decided_at`` is when the manager says yes, where the class wants that; ``ends_at`` when it
    is cancelled, rejected or lapses; ``moved_at`` when its run goes from ``first`` to its time.
    """

    made_at: datetime
    project: str
    purpose: str
    runs: tuple[Run, ...]
    fate: Fate = Fate.USED
    decided_at: datetime | None = None
    ends_at: datetime | None = None
    moved_at: datetime | None = None
    first: Run | None = None


@dataclass(frozen=True)
class Block:
    """Time on a machine for maintenance, made known at ``made_at``."""

    tag: str
    start: datetime
    end: datetime
    made_at: datetime
    note: str
    state: MachineState


@dataclass
class Plan:
    asked: list[Asked] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
