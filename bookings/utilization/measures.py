"""Says what a machine's time was: SEMI E10 and 有效机时 from the one state log. Pure.

All arithmetic is on ``timedelta`` (whole microseconds) and ``Fraction``; a rate becomes a
``Decimal``. Nothing is rounded before it is shown, so that parts add up to their totals.

Sources: SEMI E10-0422 (six basic states, operational uptime and utilization); the ministry's
form 贵重仪器设备效益评价表 (有效机时 = 必要开机准备 + 测试 + 必须后处理; 定额机时 a year).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.utilization.claims import ZERO, Claim, Stretch, clipped
from equipment.choices import E10, MEANINGS, Effective, MachineState

MICROSECOND: Final = timedelta(microseconds=1)
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


class Interval(NamedTuple):
    """``[start, end)`` in a state as the log has it; ``end`` None: still so."""

    state: MachineState
    start: datetime
    end: datetime | None


class History(NamedTuple):
    """A machine's intervals in order of time, and what lies beyond them.

    ``before``: the last known state before the first of them (never OFFLINE);
    ``origin`` and ``after``: the nearest states before and after that are neither OFFLINE nor
    CIP, which decide what a CIP at the edge was for. None where the log says nothing.
    """

    intervals: Sequence[Interval]
    before: MachineState | None = None
    origin: MachineState | None = None
    after: MachineState | None = None


class Piece(NamedTuple):
    """A stretch of one meaning. ``state`` is None before the log began (E10: non-scheduled)."""

    start: datetime
    end: datetime
    state: MachineState | None
    e10: E10
    part: Part

    @property
    def length(self) -> timedelta:
        return self.end - self.start


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
    history: History, window: Stretch, now: datetime, closures: Iterable[Stretch] = ()
) -> list[Piece]:
    """What each instant of the window up to ``now`` was, in order, without a gap.

    OFFLINE says nothing: the last known state goes on. Time before the log began is
    non-scheduled (SEMI E10: not yet installed). Idle time within ``closures`` (in order, apart
    from each other: outside the area's opening hours) is non-scheduled too; a machine that
    works on a closed day works.
    """
    first, last = window.start, min(window.end, now)
    closed = list(closures)
    found: list[Piece] = []
    for state, pre, start, end in _meant(history, window):
        clip = Stretch(max(start, first), min(end, last))
        if clip.start < clip.end:
            found += _pieces_of(state, pre, clip, closed)
    return found


def _meant(
    history: History, window: Stretch
) -> Iterator[tuple[MachineState | None, bool, datetime, datetime]]:
    """State, whether a CIP is preparation, start, end: over all of the window."""
    known = list(_known(history, window))
    for index, (state, start) in enumerate(known):
        end = known[index + 1][1] if index + 1 < len(known) else max(window.end, start)
        earlier = known[index - 1][0] if index else history.origin
        later = known[index + 1][0] if index + 1 < len(known) else history.after
        yield state, state == MachineState.CIP and _prepares(earlier, later), start, end


def _known(history: History, window: Stretch) -> Iterator[tuple[MachineState | None, datetime]]:
    """Each change of the known state, OFFLINE left out and repetitions merged."""
    told = [i for i in history.intervals if i.state != MachineState.OFFLINE]
    last = history.before
    if not told or told[0].start > window.start or told[0].state == last:
        yield last, window.start if not told else min(window.start, told[0].start)
    else:
        last = None
    for interval in told:
        if interval.state != last:
            yield interval.state, interval.start
            last = interval.state


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


def _pieces_of(
    state: MachineState | None, pre: bool, span: Stretch, closed: Sequence[Stretch]
) -> Iterable[Piece]:
    e10, part = _COUNTS[state]
    if part == Part.IDLE:
        return _idle(state, span, closed)
    return (Piece(*span, state, e10, Part.PRE if pre else part),)


def _idle(state: MachineState | None, span: Stretch, closed: Sequence[Stretch]) -> Iterator[Piece]:
    at = span.start
    for closure in closed:
        if (shut := clipped(closure, span)) is None:
            continue
        if at < shut.start:
            yield Piece(at, shut.start, state, E10.SBY, Part.IDLE)
        yield Piece(*shut, state, E10.NST, Part.CLOSED)
        at = shut.end
    if at < span.end:
        yield Piece(at, span.end, state, E10.SBY, Part.IDLE)


def tally(what: Iterable[Piece]) -> Measures:
    """The sums of pieces, by part and by E10 state."""
    sums: dict[tuple[E10, Part], timedelta] = {}
    for start, end, _state, e10, part in what:
        sums[e10, part] = sums.get((e10, part), ZERO) + (end - start)
    fields_ = dict.fromkeys([*Part.values, *(state.lower() for state in E10.values)], ZERO)
    for (e10, part), length in sums.items():
        fields_[part.value] += length
        fields_[e10.value.lower()] += length
    return Measures(quota=Fraction(0), **fields_)


def within(what: Sequence[Piece], spans: Sequence[Stretch]) -> list[Piece]:
    """The pieces cut to these spans. Both in order and without overlaps of their own."""
    found: list[Piece] = []
    for start, end in spans:
        index = bisect_right(what, start, key=_end)
        while index < len(what) and what[index].start < end:
            piece = what[index]
            if piece.start < start or piece.end > end:
                clip = max(piece.start, start), min(piece.end, end)
                piece = Piece(*clip, piece.state, piece.e10, piece.part)
            found.append(piece)
            index += 1
    return found


_end = attrgetter("end")


def split(what: Sequence[Piece], claims: Sequence[Claim]) -> dict[int | None, list[Piece]]:
    """The pieces by whose time they were, cut where it changes hands; None where nobody's.

    Both in order and without overlaps of their own.
    """
    found: dict[int | None, list[Piece]] = {}
    index = 0
    for piece in what:
        at, end = piece.start, piece.end
        while index < len(claims) and claims[index].end <= at:
            index += 1
        ahead = index
        while at < end:
            claim = claims[ahead] if ahead < len(claims) else None
            if claim is None or claim.start >= end:
                owner, until = None, end
            elif at < claim.start:
                owner, until = None, claim.start
            else:
                owner, until = claim.owner, min(claim.end, end)
                ahead += 1
            whole = at == piece.start and until == end
            cut = piece if whole else Piece(at, until, piece.state, piece.e10, piece.part)
            found.setdefault(owner, []).append(cut)
            at = until
    return found
