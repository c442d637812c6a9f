"""Utilization as pure arithmetic: by tables for the rules, by properties for the sums."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.utilization.claims import Claim, Stretch, both, clipped, layered, length, unclaimed
from bookings.utilization.measures import (
    History,
    Measures,
    Part,
    Piece,
    pieces,
    quota,
    ratio,
    split,
    tally,
    within,
)
from equipment.choices import E10, MachineState
from pilotbase.core.instants import number

S = MachineState
ZERO = datetime(2026, 7, 1, tzinfo=UTC)
FAR = number(datetime(2030, 1, 1, tzinfo=UTC))
EDGE = {S.OFFLINE, S.CIP}


class Interval(NamedTuple):
    """A row of the log; ``end`` None: still so."""

    state: MachineState
    start: int
    end: int | None


def at(hour: float) -> int:
    return number(ZERO + timedelta(hours=hour))


def span(a: float, b: float) -> Stretch:
    return Stretch(at(a), at(b))


def log(*entries: tuple[float, MachineState]) -> list[Interval]:
    """Intervals of a log in which the machine entered each state at the hour."""
    ends = [at(hour) for hour, _ in entries[1:]]
    return [
        Interval(state, at(hour), end)
        for (hour, state), end in zip(entries, [*ends, None], strict=True)
    ]


def history(intervals: list[Interval], window: Stretch) -> History:
    """What the query hands over: what touches the window, and the context beyond it."""
    past = [i for i in intervals if i.end is not None and i.end <= window.start]
    future = [i for i in intervals if i.start >= window.end]
    known = [i.state for i in past if i.state != S.OFFLINE]
    origin = [i.state for i in past if i.state not in EDGE]
    after = [i.state for i in future if i.state not in EDGE]
    here = [i for i in intervals if i not in past and i not in future]
    return History(
        [i.state for i in here],
        [i.start for i in here],
        before=known[-1] if known else None,
        origin=origin[-1] if origin else None,
        after=after[0] if after else None,
    )


def measured(
    intervals: list[Interval],
    window: Stretch,
    now: int = FAR,
    closures: list[Stretch] | None = None,
) -> list[Piece]:
    return pieces(history(intervals, window), window, now, closures or [])


A_RUN = log(
    (0, S.IDLE_CLEAN),
    (2, S.SIP),
    (6, S.STERILE_HOLD),
    (8, S.INOCULATION),
    (9, S.GROWTH),
    (33, S.HARVEST),
    (35, S.KILL),
    (37, S.CIP),
    (40, S.IDLE_CLEAN),
)


def test_one_run_two_ways() -> None:
    found = tally(measured(A_RUN, span(0, 48)))
    hours = timedelta(hours=1)
    assert (found.pre, found.run, found.post) == (6 * hours, 27 * hours, 5 * hours)
    assert (found.idle, found.total) == (10 * hours, 48 * hours)
    assert (found.prd, found.sdt, found.sby) == (29 * hours, 7 * hours, 12 * hours)
    assert found.effective_rate == Decimal(38) / Decimal(48)
    assert found.utilization == Decimal(29) / Decimal(48)
    assert found.operational_uptime == Decimal(41) / Decimal(48)
    assert found.soundness == 1


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        ([(0, S.HARVEST), (1, S.CIP), (3, S.IDLE_CLEAN)], Part.POST),
        ([(0, S.IDLE_DIRTY), (1, S.CIP), (3, S.IDLE_CLEAN)], Part.POST),
        ([(0, S.IDLE_CLEAN), (1, S.CIP), (3, S.SIP)], Part.PRE),
        ([(0, S.IDLE_DIRTY), (1, S.CIP), (3, S.SIP)], Part.PRE),
        ([(0, S.KILL), (1, S.CIP), (3, S.SIP)], Part.POST),
        ([(0, S.IDLE_CLEAN), (1, S.CIP), (2, S.OFFLINE), (3, S.RUNNING)], Part.PRE),
        ([(0, S.RUNNING), (0.5, S.OFFLINE), (1, S.CIP), (3, S.RUNNING)], Part.POST),
        ([(0, S.MAINTENANCE), (1, S.CIP), (3, S.FAULT)], Part.POST),
        ([(1, S.CIP), (3, S.SETUP)], Part.PRE),
    ],
)
def test_what_a_cip_was_for(entries: list[tuple[float, MachineState]], part: Part) -> None:
    window = span(1, 3)
    assert {piece.part for piece in measured(log(*entries), window)} == {part}


def test_offline_keeps_the_last_known_state() -> None:
    entries = log((0, S.GROWTH), (4, S.OFFLINE), (8, S.GROWTH), (10, S.OFFLINE))
    assert tally(measured(entries, span(0, 12))).prd == timedelta(hours=12)
    assert tally(measured(entries, span(5, 7))).prd == timedelta(hours=2)
    assert tally(measured(entries, span(20, 30))).prd == timedelta(hours=10)


def test_time_before_the_log_is_non_scheduled() -> None:
    found = tally(measured(log((10, S.IDLE)), span(0, 24)))
    assert (found.nst, found.closed) == (timedelta(hours=10), timedelta(hours=10))
    assert found.available == timedelta(hours=14)
    nothing = tally(measured([], span(0, 24)))
    assert nothing.nst == timedelta(hours=24)
    assert nothing.effective_rate is None


def test_what_runs_still_is_cut_at_now() -> None:
    found = tally(measured(log((0, S.GROWTH)), span(0, 24), now=at(5)))
    assert found.total == found.prd == timedelta(hours=5)
    assert measured(log((0, S.GROWTH)), span(6, 24), now=at(5)) == []


def test_only_idle_time_closes() -> None:
    entries = log((0, S.IDLE), (10, S.RUNNING), (12, S.IDLE))
    found = tally(measured(entries, span(0, 24), closures=[span(8, 14), span(20, 30)]))
    assert found.run == timedelta(hours=2)
    assert found.nst == timedelta(hours=8)
    assert found.idle == timedelta(hours=14)


def test_faults_lower_what_is_sound() -> None:
    found = tally(measured(log((0, S.IDLE), (6, S.FAULT), (9, S.MAINTENANCE)), span(0, 12)))
    assert found.soundness == Decimal("0.75")
    assert (found.fault, found.maintenance) == (timedelta(hours=3), timedelta(hours=3))


def test_the_quota_is_shared_out_by_time() -> None:
    assert quota(1400, timedelta(days=365)) == 1400
    assert quota(1400, timedelta(days=73)) == 280
    used = Measures(run=timedelta(hours=350), quota=Fraction(280))
    assert used.quota_use == Decimal("1.25")
    assert Measures().quota_use is None


def test_a_run_claims_what_it_took() -> None:
    booked = [Claim(at(0), at(10), 1), Claim(at(12), at(20), 2)]
    ran = [Claim(at(2), at(13), 1)]
    assert layered(ran, booked) == [
        Claim(at(0), at(2), 1),
        Claim(at(2), at(13), 1),
        Claim(at(13), at(20), 2),
    ]
    assert unclaimed(booked, [span(0, 24)]) == [span(10, 12), span(20, 24)]
    taken = [Stretch(c.start, c.end) for c in booked]
    assert list(both(taken, [span(5, 15)])) == [span(5, 10), span(12, 15)]
    assert length(both(taken, [span(5, 15)])) == timedelta(hours=8)


def test_no_time_has_no_rate() -> None:
    assert ratio(timedelta(0), timedelta(0)) is None


# ── whatever the log says ──
minutes = st.integers(min_value=0, max_value=60 * 24 * 20)


@st.composite
def logs(draw: st.DrawFn) -> list[Interval]:
    starts = sorted(draw(st.sets(minutes, max_size=25)))
    states = [draw(st.sampled_from(S)) for _ in starts]
    return log(*((m / 60, s) for m, s in zip(starts, states, strict=True))) if starts else []


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    ends = sorted(draw(st.sets(minutes, max_size=12)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return [span(a / 60, b / 60) for a, b in pairs]


windows = st.tuples(minutes, minutes).map(sorted).map(lambda ab: span(ab[0] / 60, ab[1] / 60))


@given(logs(), windows, minutes, stretches())
def test_parts_and_states_cover_all_the_time(
    intervals: list[Interval], window: Stretch, now: int, closures: list[Stretch]
) -> None:
    until = min(window.end, at(now / 60))
    found = measured(intervals, window, at(now / 60), closures)
    total = tally(found)
    whole = length([Stretch(window.start, max(until, window.start))])
    assert total.total == whole
    assert total.prd + total.sby + total.eng + total.sdt + total.udt + total.nst == whole
    assert total.closed == total.nst
    assert total.fault == total.udt
    edges = [window.start, *(piece.end for piece in found)]
    assert [piece.start for piece in found] == edges[:-1]


@given(logs(), windows, minutes, stretches())
def test_windows_add_up(
    intervals: list[Interval], window: Stretch, cut: int, closures: list[Stretch]
) -> None:
    middle = min(max(at(cut / 60), window.start), window.end)
    halves = [Stretch(window.start, middle), Stretch(middle, window.end)]
    parts = [tally(measured(intervals, half, FAR, closures)) for half in halves]
    assert parts[0] + parts[1] == tally(measured(intervals, window, FAR, closures))


@given(logs(), windows, stretches(), stretches())
def test_owners_add_up(
    intervals: list[Interval], window: Stretch, mine: list[Stretch], theirs: list[Stretch]
) -> None:
    claims = layered([Claim(*s, 1) for s in mine], [Claim(*s, 2) for s in theirs])
    rest = unclaimed(claims, [window])
    assert all(a.end <= b.start for a, b in pairwise(claims))
    found = measured(intervals, window)
    owned = [[Stretch(c.start, c.end) for c in claims if c.owner == owner] for owner in (1, 2)]
    shares = [tally(within(found, spans)) for spans in [*owned, rest]]
    assert Measures.sum(shares) == tally(found)
    parted = {owner: tally(what) for owner, what in split(found, claims).items()}
    by_owner = dict(zip((1, 2, None), shares, strict=True))
    assert parted == {owner: share for owner, share in by_owner.items() if share.total}


@given(stretches(), stretches())
def test_both_and_neither(some: list[Stretch], others: list[Stretch]) -> None:
    """Against the long way: each with each."""
    pairs = [clipped(one, other) for one in some for other in others]
    shared = list(both(some, others))
    assert shared == [pair for pair in pairs if pair]
    rest = unclaimed([Claim(*span, 1) for span in others], some)
    assert all(a.end <= b.start for a, b in pairwise(rest))
    assert list(both(rest, others)) == []
    assert length(rest) + length(shared) == length(some)


@given(logs(), windows)
def test_six_states_are_six(intervals: list[Interval], window: Stretch) -> None:
    assert {piece.e10 for piece in measured(intervals, window)} <= set(E10)
