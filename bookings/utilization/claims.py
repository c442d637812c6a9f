"""Whose time it was: stretches of a machine's time, claimed by runs and by bookings. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

ZERO: Final = timedelta(0)


class Stretch(NamedTuple):
    start: datetime
    end: datetime


class Claim(NamedTuple):
    """Whose a stretch is: an organisation's id, or None for the facility itself."""

    start: datetime
    end: datetime
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


def unclaimed(claims: Iterable[Claim], window: Stretch) -> list[Stretch]:
    """What of the window nobody claims."""
    found, at = [], window.start
    for claim in claims:
        if claim.start > at:
            found.append(Stretch(at, min(claim.start, window.end)))
        at = max(at, claim.end)
    if at < window.end:
        found.append(Stretch(at, window.end))
    return [s for s in found if s.start < s.end]


def covered(spans: Iterable[tuple[datetime, datetime]], window: Stretch) -> timedelta:
    """How much of the window these take, each by itself."""
    clips = (clipped(Stretch(start, end), window) for start, end in spans)
    return sum((clip.end - clip.start for clip in clips if clip), ZERO)


def clipped(span: Stretch, to: Stretch) -> Stretch | None:
    start, end = max(span.start, to.start), min(span.end, to.end)
    return Stretch(start, end) if start < end else None
