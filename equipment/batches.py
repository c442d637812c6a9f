"""Read a batch item by item: what is wrong with one is said of it, and stops no other."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from equipment.schemas.machine import Rejected
from pilotbase.core.sentences import said

AHEAD = timedelta(minutes=5)  # a gateway's clock may run fast by that much
OLDEST = timedelta(days=92)  # a quarter: what is older stands in a review already


class Dated(Protocol):
    @property
    def at(self) -> datetime: ...


M = TypeVar("M", bound=BaseModel)
Said = tuple[str, str]  # code, sentence


class Batch:
    """The items of one call, and what is said of those that are not taken."""

    def __init__(self, raw: Sequence[object], now: datetime) -> None:
        self._raw, self._now = raw, now
        self.rejected: list[Rejected] = []

    def read(self, schema: type[M]) -> Iterator[tuple[int, M]]:
        """Those that are whole and of our time, each with its place in the batch."""
        for index, raw in enumerate(self._raw):
            try:
                item = schema.model_validate(raw)
            except ValidationError as invalid:
                self.reject(index, *_malformed(invalid))
                continue
            wrong = self._untimely(item)  # type: ignore[arg-type]
            if wrong:
                self.reject(index, *wrong)
            else:
                yield index, item

    def reject(self, index: int, code: str, detail: str) -> None:
        self.rejected.append(Rejected(index=index, code=code, detail=detail))

    def in_order(self) -> list[Rejected]:
        return sorted(self.rejected, key=lambda one: one.index)

    def _untimely(self, item: Dated) -> Said | None:
        if item.at > self._now + AHEAD:
            return "too_far_ahead", _(
                "%(at)s is more than 5 minutes ahead. Check the clock of the machine."
            ) % {"at": item.at.isoformat()}
        if item.at < self._now - OLDEST:
            return "too_old", _("%(at)s is more than %(days)s days ago.") % {
                "at": item.at.isoformat(),
                "days": OLDEST.days,
            }
        return None


def _malformed(invalid: ValidationError) -> Said:
    error = invalid.errors()[0]
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "timezone_aware":
        return "no_offset", _("The instant has no offset, such as +08:00.")
    return "malformed", f"{field}: {said(error)}" if field else said(error)
