"""The rows behind a figure: stretches of the log, or of the ledger, that add up to it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.utilization.measures import (
    EFFECTIVE_PARTS,
    Claim,
    Part,
    Piece,
    Stretch,
    within,
)
from bookings.utilization.queries import Group, Use, Used, groups, total_group
from equipment.choices import E10, MachineState
from pilotbase.core.errors import Missing


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
    "available": tuple(part for part in Part if part != Part.CLOSED),
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
    return [stint for one in group.machines for stint in _of(use, one, group.spans(one), measure)]


def _of(use: Use, one: Used, spans: list[Stretch], measure: str) -> Iterator[Stint]:
    if measure == "booked":
        for claim in one.booked:
            for span in spans:
                start, end = max(claim.start, span.start), min(claim.end, span.end)
                if start < end:
                    yield Stint(one.names.key, start, end, None, None, _name(use, claim.owner))
        return
    for piece in within(one.pieces, spans):
        if _counts(piece, measure):
            yield from _split(use, one, piece, only_external=measure == "external")


def _counts(piece: Piece, measure: str) -> bool:
    state = _STATES.get(measure)
    return piece.e10 == state if state else piece.part in _PARTS[measure]


def _split(use: Use, one: Used, piece: Piece, *, only_external: bool) -> Iterator[Stint]:
    """A piece by whose time it was."""
    for start, end, owner in _owned(one.owners, piece):
        if only_external and owner not in use.external:
            continue
        name = _name(use, owner)
        yield Stint(one.names.key, start, end, piece.state, piece.part, name)


def _owned(owners: list[Claim], piece: Piece) -> Iterator[Claim]:
    at = piece.start
    for claim in owners:
        if claim.end <= at or claim.start >= piece.end:
            continue
        if at < claim.start:
            yield Claim(at, claim.start, None)
        yield Claim(max(at, claim.start), min(claim.end, piece.end), claim.owner)
        at = min(claim.end, piece.end)
    if at < piece.end:
        yield Claim(at, piece.end, None)


def _name(use: Use, owner: int | None) -> str:
    return use.organisations[owner].name if owner else ""
