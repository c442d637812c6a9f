"""The rows behind a figure: stretches of the log, or of the ledger, that add up to it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.utilization.claims import Stretch, both
from bookings.utilization.grouping import Group, Use, Used, groups, total_group
from bookings.utilization.measures import (
    EFFECTIVE_PARTS,
    OPEN_PARTS,
    Part,
    Piece,
    split,
    within,
)
from equipment.choices import E10, MachineState
from pilotbase.core.errors import Missing
from pilotbase.core.instants import instant


class Stint(NamedTuple):
    """One row behind a figure. ``state`` is None before the log began, and for bookings."""

    machine: str
    start: datetime
    end: datetime
    state: MachineState | None
    part: Part | None
    organisation: str

    @property
    def length(self) -> timedelta:
        return self.end - self.start


_PARTS: Final[dict[str, tuple[Part, ...]]] = {
    **{part.value: (part,) for part in Part},
    "turnaround": (Part.PRE, Part.POST),
    "effective": EFFECTIVE_PARTS,
    "external": EFFECTIVE_PARTS,
    "available": OPEN_PARTS,
    "total": tuple(Part),
}
_STATES: Final[dict[str, E10]] = {state.value.lower(): state for state in E10}

MEASURES: Final[dict[str, str | Promise]] = {
    **{part.value: part.label for part in Part},
    "turnaround": _("Preparation and post-processing"),
    "effective": _("Effective time"),
    "external": _("Effective time of others than the platform"),
    "available": _("Available time"),
    "total": _("Calendar time"),
    "booked": _("Booked time"),
    **{name: f"SEMI E10 {state.value}" for name, state in _STATES.items()},
}


def group_of(use: Use, by: str, key: str | None) -> Group:
    """The group of that key; all machines together without one. Raises Missing."""
    if key is None:
        return total_group(use)
    for group in groups(use, by):
        if group.names.key == key:
            return group
    raise Missing(gettext("There is no such group of machines in this time."))


def behind(use: Use, group: Group, measure: str) -> list[Stint]:
    """In order of machine and time. Their lengths add up to the figure."""
    return [
        stint for one in group.machines for stint in _of(use, one, group.part.spans(one), measure)
    ]


def _of(use: Use, one: Used, spans: list[Stretch], measure: str) -> Iterator[Stint]:
    if measure == "booked":
        for claim in one.booked:
            for start, end in both([Stretch(claim.start, claim.end)], spans):
                whose = _name(use, claim.owner)
                yield Stint(one.names.key, instant(start), instant(end), None, None, whose)
        return
    pieces = [piece for piece in within(one.pieces, spans) if _counts(piece, measure)]
    found = [
        (piece, owner)
        for owner, theirs in split(pieces, one.owners).items()
        if measure != "external" or owner in use.external
        for piece in theirs
    ]
    for (start, end, state, _e10, part), owner in sorted(found, key=lambda owned: owned[0].start):
        whose = _name(use, owner)
        yield Stint(one.names.key, instant(start), instant(end), state, part, whose)


def _counts(piece: Piece, measure: str) -> bool:
    state = _STATES.get(measure)
    return piece.e10 == state if state else piece.part in _PARTS[measure]


def _name(use: Use, owner: int | None) -> str:
    return use.organisations[owner].name if owner else ""
