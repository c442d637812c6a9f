"""Numbers what is told to calendars: one name for good, and a number and a time that only rise."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import uuid4

from pilotbase.core import clock
from pilotbase.core.locks import lock
from pilotbase.notifications.calendars import Entry
from pilotbase.notifications.models import Invitation

SECOND: Final = timedelta(seconds=1)  # the finest that a calendar tells


def was_invited(about: str) -> bool:
    """Whether it stands in calendars already, or did."""
    return Invitation.objects.filter(about=about).exists()


def next_entry(about: str, entry: Entry) -> Entry:
    """The entry with its name, the next number and a later time; for the inside of a verb."""
    now = clock.now().replace(microsecond=0)
    held = Invitation.objects.filter(about=about).values_list("pk", flat=True)
    row = _held(held)
    if row is None:
        row = Invitation(about=about, uid=f"{uuid4()}@pilotbase", sequence=0, stamped_at=now)
    else:
        row.sequence, row.stamped_at = row.sequence + 1, max(now, row.stamped_at + SECOND)
    row.save()
    return entry._replace(uid=row.uid, sequence=row.sequence, stamp=row.stamped_at)


def _held(pks: Iterable[int]) -> Invitation | None:
    return next(iter(lock(Invitation.objects.all(), pks).values()), None)
