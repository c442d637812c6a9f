"""The next free time: by a table, and against every half hour in turn."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.policy.case import (
    Approval,
    Case,
    Hours,
    Others,
    Supply,
)
from bookings.policy.soonest import soonest
from tests.bookings.asking import at
from tests.bookings.judging import (
    NINE_TO_FIVE,
    STEAM,
    WEEK,
    case,
    found,
    some_draws,
    some_hours,
    span,
    steam,
    steamy,
    wanted,
)


@pytest.mark.parametrize(
    ("of", "start"),
    [
        (case(), 0),
        (case(others=Others(taken={1: (span(0, 100),)})), 108),
        (case(others=Others(taken={1: (span(0, 100), span(150, 200), span(300, 400))})), 208),
        (case(others=Others(taken={1: (span(0, 99.75),)})), 108),  # on the next step
        (case(now=at(1), asked_at=at(1)), 9),
        (case(wanted(rules={"lead_days": 16})), 16),
        (case(wanted(machine={"out_since": at(3), "out_until": at(50)})), 58),
        (case(wanted(machine={"out_since": at(300), "out_until": at(350)})), 0),
        (case(wanted(machine={"out_since": at(3)})), None),
        (case(wanted(0, 8, machine={"opening": NINE_TO_FIVE})), 1),
        (case(wanted(0, 9, machine={"opening": NINE_TO_FIVE})), None),  # longer than it opens
        (case(wanted(100, 160, machine={"opening": WEEK})), 160),
        (case(wanted(-1, 71, machine={"staffed": Hours(time(8), time(20))})), 0),
        (case(wanted(2, 86, machine={"staffed": Hours(time(8), time(20))})), 24),
        (case(wanted(2, 87, machine={"staffed": Hours(time(8), time(20))})), 11),
        (case(wanted(2, 10, machine={"staffed": Hours(time(8), time(9))})), None),
        (case(wanted(rules={"granularity": timedelta(0)})), 0),
        (case(approval=Approval("P", granted=True, containment=0, since=date(2027, 1, 12))), 16),
        (
            case(
                others=Others(taken={1: (span(0, 100),)}),
                approval=Approval("P", granted=True, containment=0, until=date(2027, 1, 16)),
            ),
            None,
        ),
        (
            case(wanted(rules={"horizon_days": 25}), others=Others(taken={1: (span(0, 100),)})),
            None,
        ),
        (
            case(
                wanted(machine={"retired_from": date(2027, 1, 16)}),
                others=Others(taken={1: (span(0, 100),)}),
            ),
            None,
        ),
        (steamy((0, 5, 60), mine=(0, 1, 60)), 5),
        (steamy((0, 5, 60), (4, 9, 60), mine=(0, 1, 60)), 9),
        (steamy(mine=(0, 1, 101)), None),
        (
            case(
                wanted(),
                wanted(72, 80, number=2, machine={"pk": 2}, before=0, after=0),
                others=Others(taken={2: (span(70, 90),)}),
            ),
            18,
        ),
        (case(wanted(0, 1), approval=Approval("P", granted=False, containment=3)), 0),
    ],
)
def test_the_next_free_time(of: Case, start: float | None) -> None:
    free = soonest(of)
    assert (free and free.start) == (None if start is None else at(start))
    assert free is None or free.length == of.stages[0].run.length


def test_the_search_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    of = steamy((0, 5, 60), (4, 9, 60), mine=(0, 1, 60))
    assert soonest(of) is not None
    monkeypatch.setattr("bookings.policy.soonest.STEPS", 1)
    assert soonest(of) is None


MOVABLE = {"time_taken", "in_the_past", "utility_short", "out_of_service", "closed", "lead_time"}
busy = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8)


@given(busy, some_draws, some_hours, st.integers(1, 20))
def test_it_is_the_first_that_passes(
    taken: list[tuple[int, int]],
    draws: list[tuple[int, int, int]],
    hours: Hours,
    length: int,
) -> None:
    standing = Others(
        taken={1: tuple(span(a, a + n) for a, n in sorted(taken))},
        drawn={STEAM: steam(*((a, a + n, w) for a, n, w in draws))},
        supplies={STEAM: Supply("Steam", "kg/h", Decimal(9))},
    )

    def starting(start: float) -> Case:
        stage = wanted(
            start,
            start + length,
            before=2,
            after=1,
            machine={"opening": (hours,)},
            draws=steam((start - 2, start - 1, 3)),
        )
        return case(stage, others=standing)

    def fits(start: float) -> bool:
        return not MOVABLE & set(found(starting(start)))

    free = soonest(starting(0))
    first = next((n / 2 for n in range(2 * 24 * 9) if fits(n / 2)), None)
    if first is not None:
        assert free is not None
        assert free.start == at(first)
    else:
        assert free is None or free.start >= at(24 * 9)
