"""What is to be done at which time: done in that order, each under the demonstration's clock."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.events import quiet

log = logging.getLogger(__name__)
AT_ONCE: Final = 2000  # deeds of the past in one transaction


class Deed(NamedTuple):
    at: datetime
    order: int
    do: Callable[[], None]


@dataclass
class Outcome:
    """What came of it: deeds that were done, requests refused by reason, what did not go."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)


class Deeds:
    """Up to ``until``; what is added for a later time is not done."""

    def __init__(self, until: datetime) -> None:
        self.until, self.outcome = until, Outcome()
        self._deeds: list[Deed] = []

    def add(self, at: datetime, do: Callable[[], None]) -> None:
        """Another deed; of two at one time the one that was added first is done first."""
        if at <= self.until:
            self._deeds.append(Deed(at, len(self._deeds), do))

    def in_order(self) -> list[Deed]:
        return sorted(self._deeds, key=lambda deed: deed[:2])

    def do_past(self, deeds: Sequence[Deed]) -> None:
        """Quickly, and as no news."""
        for n in range(0, len(deeds), AT_ONCE):
            with quiet(), transaction.atomic():
                for deed in deeds[n : n + AT_ONCE]:
                    self._do(deed)

    def do_now(self) -> Outcome:
        """All that is due, in its order, at this hour; people hear of it."""
        for deed in self.in_order():
            self._do(deed, now=True)
        return self.outcome

    def _do(self, deed: Deed, *, now: bool = False) -> None:
        try:
            with nullcontext() if now else clock.at(deed.at):
                deed.do()
            self.outcome.done += 1
        except PilotError as refusal:
            said = f"{deed.at:%Y-%m-%d %H:%M} {refusal.code}: {refusal}"
            self.outcome.astray.append(said)
            log.debug("%s", said)
