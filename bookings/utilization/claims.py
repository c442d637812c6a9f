"""Whose time it was: stretches of a machine's time, claimed by runs and by bookings. Pure.

Instants are whole microseconds (``core.instants``): there are a hundred thousand in a year.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

ZERO: Final = timedelta(0)


class Stretch(NamedTuple):
    start: int
    end: int


class Claim(NamedTuple):
    """Whose a stretch is: an organisation's id, or None for the facility itself."""

    start: int
    end: int
    owner: int | None


def layered(top: Iterable[Claim], below: Iterable[Claim]) -> list[Claim]:
    """Who has which stretch: ``top`` where it says so, ``below`` elsewhere.

    Neither overlaps itself. A run claims what it really took, over what was booked.
    """
    above = sorted(top, key=lambda claim: claim.start)
    found, first = list(above), 0
    for claim in sorted(below, key=lambda claim: claim.start):
        at = claim.start
        while first < len(above) and above[first].end <= at:
            first += 1
        index = first
        while index < len(above) and above[index].start < claim.end:
            if at < above[index].start:
                found.append(Claim(at, above[index].start, claim.owner))
            at = max(at, above[index].end)
            index += 1
        if at < claim.end:
            found.append(Claim(at, claim.end, claim.owner))
    return sorted(found, key=lambda claim: claim.start)


def unclaimed(claims: Iterable[Claim], spans: Iterable[Stretch]) -> list[Stretch]:
    """What of these nobody claims. Both in order and without overlaps of their own."""
    found, waiting = [], iter(claims)
    claim = next(waiting, None)
    for start, end in spans:
        at = start
        while claim is not None and claim.end <= start:
            claim = next(waiting, None)
        while claim is not None and claim.start < end:
            if at < claim.start:
                found.append(Stretch(at, claim.start))
            at = claim.end
            if at >= end:
                break
            claim = next(waiting, None)
        if at < end:
            found.append(Stretch(at, end))
    return found


def both(some: Sequence[Stretch], others: Sequence[Stretch]) -> Iterator[Stretch]:
    """What lies in either. In order; ``others`` without overlaps of their own."""
    first = 0
    for start, end in some:
        while first < len(others) and others[first].end <= start:
            first += 1
        index = first
        while index < len(others) and others[index].start < end:
            other = others[index]
            yield Stretch(max(start, other.start), min(end, other.end))
            index += 1


def clipped(span: Stretch, to: Stretch) -> Stretch | None:
    start, end = max(span.start, to.start), min(span.end, to.end)
    return Stretch(start, end) if start < end else None


def length(spans: Iterable[Stretch]) -> timedelta:
    return timedelta(microseconds=sum(end - start for start, end in spans))
