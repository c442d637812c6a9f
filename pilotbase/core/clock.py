"""The one clock. Tests and the demonstration set it; nobody else asks the machine for the time."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The day by the plant's own clock (the zone of whoever asks), never UTC's."""
    return timezone.localdate(now())


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Everything in this block happens at ``instant``: for tests and for making a history."""
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)


def pause(longest: float) -> None:
    """Wait a random while, so that those who collided do not collide again."""
    time.sleep(longest * secrets.randbelow(1000) / 1000)
