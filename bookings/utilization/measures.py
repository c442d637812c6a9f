"""Says what a machine's time was: SEMI E10 and 有效机时 from the one state log. Pure.

All arithmetic is on whole microseconds (instants: ``core.instants``; lengths: ``timedelta``) and
``Fraction``; a rate becomes a ``Decimal``. Nothing is rounded before it is shown, so that parts
add up to their totals.

Sources: SEMI E10-0422 (six basic states, operational uptime and utilization); the ministry's
form 贵重仪器设备效益评价表 (有效机时 = 必要开机准备 + 测试 + 必须后处理; 定额机时 a year).
"""

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.utilization.claims import ZERO, Claim, Stretch, clipped
from equipment.choices import E10, MEANINGS, Effective, MachineState
from pilotbase.core.instants import MICROSECOND

YEAR: Final = timedelta(days=365)  # of 定额机时; a leap year's extra day adds to the quota


class Part(models.TextChoices):
    """Where time went: seven parts that exclude each other and cover all of it."""

    PRE = "pre", _("Preparation")
    RUN = "run", _("Run")
    POST = "post", _("Post-processing")
    IDLE = "idle", _("Idle")
    MAINTENANCE = "maintenance", _("Maintenance")
    FAULT = "fault", _("Fault")
    CLOSED = "closed", _("Closed")


EFFECTIVE_PARTS: Final = (Part.PRE, Part.RUN, Part.POST)
OPEN_PARTS: Final = tuple(part for part in Part if part != Part.CLOSED)


class History(NamedTuple):
    """The states that a machine entered and when, in order of time, the first perhaps from before
    the window; it is in each until the next.

    ``before``: the last known state before the first of them (never OFFLINE);
    ``origin`` and ``after``: the nearest states before and after that are neither OFFLINE nor
    CIP, which decide what a CIP at the edge was for. None where the log says nothing.
    """

    states: Sequence[MachineState] = ()
    starts: Sequence[int] = ()
    before: MachineState | None = None
    origin: MachineState | None = None
    after: MachineState | None = None


class Piece(NamedTuple):
    """A stretch of one meaning. ``state`` is None before the log began (E10: non-scheduled)."""

    start: int
    end: int
    state: MachineState | None
    e10: E10
    part: Part


@dataclass(frozen=True)
class Measures:
    """Machine-hours. ``pre … closed`` sum to ``total``, and so do ``prd … nst``."""

    pre: timedelta = ZERO
    run: timedelta = ZERO
    post: timedelta = ZERO
    idle: timedelta = ZERO
    maintenance: timedelta = ZERO
    fault: timedelta = ZERO
    closed: timedelta = ZERO
    prd: timedelta = ZERO
    sby: timedelta = ZERO
    eng: timedelta = ZERO
    sdt: timedelta = ZERO
    udt: timedelta = ZERO
    nst: timedelta = ZERO
    booked: timedelta = ZERO
    external: timedelta = ZERO  # effective time of organisations other than the platform
    quota: Fraction = Fraction(0)  # 定额机时 of the window, in hours

    def __add__(self, other: "Measures") -> "Measures":
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Measures(**sums)

    @staticmethod
    def sum(many: Iterable["Measures"]) -> "Measures":
        total = Measures()
        for one in many:
            total = total + one
        return total

    def of(self, part: Part) -> timedelta:
        return getattr(self, part.value)  # type: ignore[no-any-return]

    @property
    def total(self) -> timedelta:
        """Calendar time (SEMI E10 total time)."""
        return sum((self.of(part) for part in Part), ZERO)

    @property
    def available(self) -> timedelta:
        """可用机时: calendar time less what is closed; SEMI E10 operations time (total - NST)."""
        return self.total - self.closed

    @property
    def effective(self) -> timedelta:
        """有效机时: preparation, run and post-processing."""
        return self.pre + self.run + self.post

    @property
    def turnaround(self) -> timedelta:
        """What a run needs around it."""
        return self.pre + self.post

    @property
    def uptime(self) -> timedelta:
        """SEMI E10: PRD + SBY + ENG."""
        return self.prd + self.sby + self.eng

    @property
    def effective_rate(self) -> Decimal | None:
        """设备利用率 = 有效机时 / 可用机时."""
        return ratio(self.effective, self.available)

    @property
    def utilization(self) -> Decimal | None:
        """SEMI E10 operational utilization = PRD / operations time: setup and cleaning are out."""
        return ratio(self.prd, self.available)

    @property
    def operational_uptime(self) -> Decimal | None:
        """SEMI E10 operational uptime = uptime / operations time."""
        return ratio(self.uptime, self.available)

    @property
    def soundness(self) -> Decimal | None:
        """完好率 = (available - fault) / available."""
        return ratio(self.available - self.fault, self.available)

    @property
    def quota_use(self) -> Decimal | None:
        """定额使用率 = 有效机时 / 定额机时; may pass 1."""
        quota = self.quota * 3_600_000_000
        if not quota:
            return None
        share = Fraction(self.effective // MICROSECOND) / quota
        return Decimal(share.numerator) / Decimal(share.denominator)


def ratio(part: timedelta, whole: timedelta) -> Decimal | None:
    """None where there is no time to speak of."""
    return Decimal(part // MICROSECOND) / Decimal(whole // MICROSECOND) if whole else None


def quota(hours_a_year: int, window: timedelta) -> Fraction:
    """定额机时 of a window: its share of a year of 365 days, in hours."""
    return Fraction(hours_a_year) * Fraction(window // MICROSECOND, YEAR // MICROSECOND)


def pieces(
    history: History, window: Stretch, now: int, closures: Sequence[Stretch] = ()
) -> list[Piece]:
    """What each instant of the window up to ``now`` was, in order, without a gap.

    OFFLINE says nothing: the last known state goes on. Time before the log began is
    non-scheduled (SEMI E10: not yet installed). Idle time within ``closures`` (in order, apart
    from each other: outside the area's opening hours) is non-scheduled too; a machine that
    works on a closed day works.
    """
    first, last = window.start, min(window.end, now)
    states, starts = _known(history, window)
    ends = [*starts[1:], max(window.end, starts[-1])]
    found: list[Piece] = []
    for index, (state, start, end) in enumerate(zip(states, starts, ends, strict=True)):
        if start < first or end > last:
            start, end = max(start, first), min(end, last)  # noqa: PLW2901  (cut at the edges)
            if start >= end:
                continue
        e10, part = _COUNTS[state]
        if part is Part.IDLE and closures:
            found += _idle(state, Stretch(start, end), closures)
            continue
        if state is MachineState.CIP and _prepares(*_beside(history, states, index)):
            part = Part.PRE
        found.append(Piece(start, end, state, e10, part))
    return found


def _known(history: History, window: Stretch) -> tuple[list[MachineState | None], list[int]]:
    """Each change of the known state and when, OFFLINE left out and repetitions merged."""
    last = history.before
    states: list[MachineState | None] = [last]
    starts = [window.start]
    for state, start in zip(history.states, history.starts, strict=True):
        if state is last or state is MachineState.OFFLINE:
            continue
        if len(states) == 1 and start <= window.start:
            states.clear()
            starts.clear()
        states.append(state)
        starts.append(start)
        last = state
    return states, starts


def _beside(
    history: History, states: Sequence[MachineState | None], index: int
) -> tuple[MachineState | None, MachineState | None]:
    """The states before and after one of them."""
    earlier = states[index - 1] if index else history.origin
    return earlier, states[index + 1] if index + 1 < len(states) else history.after


def _prepares(earlier: MachineState | None, later: MachineState | None) -> bool:
    """Whether a CIP between these is preparation (domain §4.6 counts it as post-processing).

    It is, when what follows at once prepares or runs (SIP, set-up, a run), unless it follows a
    run at once: then it cleans up after that one.
    """
    before = MEANINGS[earlier].effective if earlier else Effective.NONE
    after = MEANINGS[later].effective if later else Effective.NONE
    return after in (Effective.PRE, Effective.RUN) and before not in (
        Effective.RUN,
        Effective.POST,
    )


_DOWN: Final = {
    E10.SBY: Part.IDLE,
    E10.SDT: Part.MAINTENANCE,
    E10.UDT: Part.FAULT,
    E10.NST: Part.CLOSED,
}


def _counts_as(state: MachineState | None) -> tuple[E10, Part]:
    meaning = MEANINGS[state] if state else None
    e10 = (meaning.e10 if meaning else None) or E10.NST
    effective = meaning.effective if meaning else Effective.NONE
    return e10, _DOWN[e10] if effective == Effective.NONE else Part(effective.value)


_COUNTS: Final = {state: _counts_as(state) for state in (None, *MachineState)}


def _idle(state: MachineState | None, span: Stretch, closed: Sequence[Stretch]) -> Iterator[Piece]:
    at, index = span.start, bisect_right(closed, span.start, key=_end)
    while index < len(closed) and (shut := clipped(closed[index], span)) is not None:
        if at < shut.start:
            yield Piece(at, shut.start, state, E10.SBY, Part.IDLE)
        yield Piece(*shut, state, E10.NST, Part.CLOSED)
        at, index = shut.end, index + 1
    if at < span.end:
        yield Piece(at, span.end, state, E10.SBY, Part.IDLE)


def tally(what: Iterable[Piece]) -> Measures:
    """The sums of pieces, by part and by E10 state."""
    sums: dict[str, int] = dict.fromkeys([*Part.values, *E10.values], 0)
    for start, end, _state, e10, part in what:
        sums[part] += end - start
        sums[e10] += end - start
    lengths = {name.lower(): timedelta(microseconds=n) for name, n in sums.items()}
    return Measures(quota=Fraction(0), **lengths)


def within(what: Sequence[Piece], spans: Iterable[Stretch]) -> list[Piece]:
    """The pieces cut to these spans. Both in order and without overlaps of their own."""
    found: list[Piece] = []
    for start, end in spans:
        first = bisect_right(what, start, key=_end)
        cut = list(what[first : bisect_left(what, end, first, key=_start)])
        if cut and cut[0].start < start:
            cut[0] = cut[0]._replace(start=start)
        if cut and cut[-1].end > end:
            cut[-1] = cut[-1]._replace(end=end)
        found += cut
    return found


_start, _end = attrgetter("start"), attrgetter("end")


def split(what: Iterable[Piece], claims: Iterable[Claim]) -> dict[int | None, list[Piece]]:
    """The pieces by whose time they were, cut where it changes hands; None where nobody's.

    Both in order and without overlaps of their own.
    """
    found: dict[int | None, list[Piece]] = defaultdict(list)
    waiting = iter(claims)
    begins, ceases, whose = next(waiting, _NEVER)
    for piece in what:
        at, end = piece.start, piece.end
        while at < end:
            while ceases <= at:
                begins, ceases, whose = next(waiting, _NEVER)
            owner, until = (None, begins) if at < begins else (whose, ceases)
            until = min(end, until)
            whole = until == end and at == piece.start
            found[owner].append(piece if whole else Piece(at, until, *piece[2:]))
            at = until
    return dict(found)


_NEVER: Final = Claim(sys.maxsize, sys.maxsize, None)
