"""What bookings tell: after commit to live pages, within it to the apps above.

An event may say along what its verb had at hand, so that nobody reads it again: None, or what is
told by default, says that whoever must know it reads.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BookingMade:
    """``machines``: their tags; ``waits``: someone may have to approve it."""

    booking_id: int
    machines: frozenset[str] | None = field(default=None, compare=False)
    waits: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class BookingPassedOn:
    """One who must approve it has: it is with the next."""

    booking_id: int


@dataclass(frozen=True)
class BookingApproved:
    booking_id: int


@dataclass(frozen=True)
class BookingMoved:
    """``machines``: the tags of those it is on, and of those that it was on."""

    booking_id: int
    machines: frozenset[str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class BookingHandedOver:
    """It is someone else's, or another project's; its times are what they were."""

    booking_id: int


@dataclass(frozen=True)
class BookingShared:
    """Someone takes part in it from now on, or does no more."""

    booking_id: int
    user_id: int
    joined: bool


@dataclass(frozen=True)
class BookingShortened:
    """Less time is taken around its runs, which are what they were."""

    booking_id: int


@dataclass(frozen=True)
class BookingDisplaced:
    """A run before it goes on for too long: it needs another time, and has the first claim."""

    booking_id: int


@dataclass(frozen=True)
class BookingEnded:
    """Cancelled, rejected, expired, or nobody came: its time is free again."""

    booking_id: int


@dataclass(frozen=True)
class SlotOffered:
    """Time is held for whoever was first in line for it."""

    entry_id: int


@dataclass(frozen=True)
class SlotGivenUp:
    """An offer was not taken: its time is free for the next in line."""

    machine_id: int


@dataclass(frozen=True)
class ViolationNoted:
    """Points count against whoever had booked."""

    violation_id: int


@dataclass(frozen=True)
class RunStarted:
    run_id: int


@dataclass(frozen=True)
class PhaseLogged:
    run_id: int


@dataclass(frozen=True)
class RunFinished:
    run_id: int


@dataclass(frozen=True)
class TimeBlocked:
    occupation_id: int
