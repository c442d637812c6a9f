"""Quotas: by tables, by properties, and through the verbs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import policy
from bookings.choices import QuotaCounts, QuotaOf, QuotaWindow, RuleScope
from bookings.models import RuleSet
from bookings.policy.case import Case, Limit, Others, Places, Use
from bookings.policy.soonest import soonest
from bookings.policy.windows import window_of, windows
from pilotbase.accounts.models import Project
from tests.bookings.asking import API, NOW, PLANT, asked, at, booked, codes, patch, post, run
from tests.bookings.judging import case, found, span, wanted
from tests.factories import Plant
from tests.people import Cast, a_project

HERE = Places(1, 2, 3, 4)
ELSEWHERE = Places(1, 2, 9, 9)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
W, C = QuotaWindow, QuotaCounts


def limit(
    most: float, each: QuotaWindow = W.WEEK, counts: QuotaCounts = C.HOURS, **more: Any
) -> Limit:
    facts: dict[str, Any] = {"scope": RuleScope.CLASS, "place": 3, "where": "BR300"}
    facts["of"] = QuotaOf.ORGANISATION
    said: dict[str, Any] = {
        "subject": "Yanxi",
        "counts": counts,
        "each": each,
        "most": Decimal(str(most)),
    }
    return Limit(**{**facts, **said, **more})


def use(start: float, end: float, booking: int = 7, **more: Any) -> Use:
    facts: dict[str, Any] = {"project": "P-0004", "places": HERE, **more}
    return Use(booking, start=at(start).astimezone(UTC), end=at(end).astimezone(UTC), **facts)


def held(start: float, end: float, of: Limit, *uses: Use, was: Any = None, **more: Any) -> Case:
    stage = wanted(start, end, was=was, machine={"places": HERE})
    return case(stage, limits=(of,), others=Others(uses=uses), **more)


BOOKINGS, AHEAD = C.BOOKINGS, W.AHEAD
# Hour 0 is Monday 08:00; the week ends at hour 160, and began at hour -8.
TABLE: list[tuple[Case, list[str]]] = [
    (held(0, 72, limit(72)), []),
    (held(0, 72, limit(71.5)), ["quota_hours"]),
    # Saturday to Tuesday: split where the week ends, on Monday 00:00 at the plant
    (held(120, 200, limit(40)), []),
    (held(120, 200, limit(39.5)), ["quota_hours", "quota_hours"]),
    (held(120, 190, limit(39.5)), ["quota_hours"]),
    (held(120, 200, limit(60), use(0, 20)), []),
    (held(120, 200, limit(60), use(0, 20.5)), ["quota_hours"]),
    (held(120, 200, limit(60), use(150, 170)), []),  # ten hours of it in each week
    (held(120, 200, limit(60), use(-50, -8), use(328, 400)), []),
    # whose it is, and where
    (held(0, 72, limit(72), use(80, 90, places=ELSEWHERE)), []),
    (
        held(0, 72, limit(72, scope=RuleScope.AREA, place=2), use(80, 90, places=ELSEWHERE)),
        ["quota_hours"],
    ),
    (held(0, 72, limit(72, place=8)), []),
    (held(0, 72, limit(72, of=QuotaOf.PROJECT), use(80, 90, project="P-0009")), []),
    (held(0, 72, limit(72, of=QuotaOf.PROJECT), use(80, 90)), ["quota_hours"]),
    # other windows
    (held(0, 16, limit(16, W.DAY)), []),
    (held(0, 17, limit(16, W.DAY)), []),
    (held(0, 16, limit(15, W.DAY)), ["quota_hours"]),
    (held(0, 72, limit(24, W.DAY)), []),
    (held(0, 72, limit(100, W.MONTH), use(-256, -219)), ["quota_hours"]),
    (held(0, 72, limit(100, W.MONTH), use(-300, -260)), []),
    (held(0, 72, limit(100, W.QUARTER), use(1000, 1029)), ["quota_hours"]),
    (held(0, 72, limit(100, W.YEAR), use(4000, 4029)), ["quota_hours"]),
    # bookings, each in the window of its first run here
    (held(0, 72, limit(1, counts=BOOKINGS)), []),
    (held(0, 72, limit(0, counts=BOOKINGS)), ["quota_bookings"]),
    (held(0, 72, limit(1, counts=BOOKINGS), use(80, 90)), ["quota_bookings"]),
    (held(0, 72, limit(1, counts=BOOKINGS), use(-50, 0)), []),
    (held(0, 72, limit(2, counts=BOOKINGS), use(80, 90), use(100, 110)), []),
    (held(0, 72, limit(2, counts=BOOKINGS), use(80, 90), use(100, 110, 8)), ["quota_bookings"]),
    # still to come
    (held(0, 72, limit(2, AHEAD, BOOKINGS), use(80, 90)), []),
    (held(0, 72, limit(1, AHEAD, BOOKINGS), use(80, 90)), ["too_many_ahead"]),
    (held(0, 72, limit(1, AHEAD, BOOKINGS), use(-600, 90)), []),
    (held(0, 72, limit(1, AHEAD, BOOKINGS), use(80, 90), booking=7), []),
    (held(0, 72, limit(0, AHEAD, BOOKINGS), was=span(0, 60), booking=7), []),
    # a change is refused only where it takes more than it had
    (held(0, 72, limit(10), was=span(80, 152)), []),
    (held(0, 72, limit(10), was=span(0, 71)), ["quota_hours"]),
    (held(0, 72, limit(0, counts=BOOKINGS), was=span(80, 152), booking=7), []),
    (held(0, 72, limit(0, counts=BOOKINGS), was=span(168, 240), booking=7), ["quota_bookings"]),
    (held(0, 72, limit(1, counts=BOOKINGS), use(20, 30), booking=7), []),
]


@pytest.mark.parametrize(("of", "expected"), TABLE)
def test_quota(of: Case, expected: list[str]) -> None:
    assert found(of) == expected
    assert {p.overridable_by for p in policy.problems(of)} <= {"manager"}


def test_the_sentences() -> None:
    said = [
        held(120, 200, limit(50), use(0, 20)),
        held(0, 72, limit(1, W.MONTH, BOOKINGS), use(80, 90)),
        held(0, 72, limit(1, AHEAD, BOOKINGS), use(80, 90)),
    ]
    assert [problem.detail for of in said for problem in policy.problems(of)] == [
        "Yanxi may have 50 h in 2027-W02 (BR300): 20 h are taken, and this takes 40 h.",
        "Yanxi may have 1 bookings in 2027-01 (BR300), and has 1.",
        "Yanxi may have 1 booking still to come (BR300), and has 1.",
    ]


BERLIN = ZoneInfo("Europe/Berlin")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FIVE = st.sampled_from([each for each in QuotaWindow if each != W.AHEAD])


@UNHURRIED
@given(each=FIVE, start=INSTANTS, minutes=st.integers(0, 60_000), berlin=st.booleans())
def test_windows_part_a_span_without_gap_or_overlap(
    each: QuotaWindow, start: datetime, minutes: int, berlin: bool
) -> None:
    zone, end = BERLIN if berlin else PLANT, start + timedelta(minutes=minutes)
    parts = list(windows(each, zone, start, end))
    assert all(one.end == next_one.start for one, next_one in pairwise(parts))
    assert parts[0].holds(start)
    assert sum((part.hours(start, end) for part in parts), timedelta(0)) == end - start
    assert all(part.start.astimezone(zone).hour == 0 for part in parts)


@pytest.mark.parametrize(("day", "hours"), [(datetime(2027, 3, 28, 12, tzinfo=UTC), 23), (NOW, 24)])
def test_a_day_on_which_the_clock_changes_has_its_own_length(day: datetime, hours: int) -> None:
    window = window_of(W.DAY, BERLIN, day)
    assert window.end - window.start == timedelta(hours=hours)


USES = st.lists(
    st.tuples(st.integers(-100, 700), st.integers(1, 90), st.integers(1, 5)), max_size=6
)


@UNHURRIED
@given(
    start=st.integers(0, 500),
    length=st.integers(4, 200),
    most=st.integers(0, 300),
    each=st.sampled_from([W.WEEK, W.MONTH]),
    counts=st.sampled_from(QuotaCounts),
    uses=USES,
)
def test_the_next_free_time_is_within_the_quota_and_the_earliest(
    start: int,
    length: int,
    most: int,
    each: QuotaWindow,
    counts: QuotaCounts,
    uses: list[tuple[int, int, int]],
) -> None:
    many = most // 60 if counts == BOOKINGS else most
    standing = tuple(use(a, a + n, pk) for a, n, pk in uses)
    of = held(start, start + length, limit(many, each, counts), *standing)
    free = soonest(of)
    if free is not None:
        first = (free.start - at(0)) / HOUR

        def fits(begin: float) -> bool:
            return not found(held(begin, begin + length, limit(many, each, counts), *standing))

        assert fits(first)
        assert not any(fits(start + n / 2) for n in range(int((first - start) * 2)))


# -- through the verbs ---------------------------------------------------------------------------


def say(plant: Plant, place: str = "class", **quota: Any) -> None:
    places: dict[str, dict[str, Any]] = {
        "facility": {"of_facility": plant.area.facility},
        "class": {"equipment_class": plant.vessels},
        "machine": {"machine": plant.br300},
    }
    said = {"quotas": [{"most": "100", **quota}]}
    RuleSet.objects.create(facility=plant.area.facility, said=said, **places[place])


@pytest.mark.django_db
def test_the_hours_of_an_organisation(cast: Cast, plant: Plant, project: Project) -> None:
    say(plant)
    booked(cast, ("BR300-1", 0, 60))
    lin = cast.bearer("lin")
    answer = post(lin, asked(("BR300-2", 0, 41)))
    assert (answer.status_code, codes(answer)) == (409, ["quota_hours"])
    assert answer.json()["next_free"] == run(120, 41)  # 40 h of it in the first week
    assert post(lin, asked(("BR300-2", 0, 40))).status_code == 201
    assert post(lin, asked(("DSC-1", 0, 40))).status_code == 201  # of another class
    a_project(cast, cast.rival, "P-0009")
    assert post(cast.bearer("eve"), asked(("BR300-2", 64, 40), project="P-0009")).status_code == 201


@pytest.mark.django_db
def test_what_has_ended_counts_no_more(cast: Cast, plant: Plant, project: Project) -> None:
    say(plant)
    booking = booked(cast, ("BR300-1", 0, 60))
    lin = cast.bearer("lin")
    post(lin, {}, f"{API}/{booking.number}/cancel")
    assert post(lin, asked(("BR300-2", 0, 100))).status_code == 201


@pytest.mark.django_db
def test_a_project_and_one_by_name(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.startup, "P-0005")
    say(plant, "facility", of="project", name="P-0005", counts="bookings", each="day", most="0")
    lin = cast.bearer("lin")
    assert post(lin, asked()).status_code == 201
    answer = post(lin, asked(("DSC-1", 0, 4), project="P-0005"))
    assert codes(answer) == ["quota_bookings"]
    assert "the whole plant" in answer.json()["detail"]


@pytest.mark.django_db
def test_moving_is_judged_without_oneself(cast: Cast, plant: Plant, project: Project) -> None:
    say(plant, "machine", most="72")
    booking = booked(cast)
    lin = cast.bearer("lin")
    assert (
        patch(lin, booking.number, {"stages": [{"stage": 1, "run": run(8, 72)}]}).status_code == 200
    )
    longer = {"stages": [{"stage": 1, "run": run(8, 73)}]}
    assert codes(patch(lin, booking.number, longer, 2)) == ["quota_hours"]
    assert codes(post(lin, asked(("BR300-1", 96, 24)))) == ["quota_hours"]


@pytest.mark.django_db
def test_the_manager_sets_it_aside(cast: Cast, plant: Plant, project: Project) -> None:
    say(plant, each="ahead", counts="bookings", most="0")
    assert codes(post(cast.bearer("lin"), asked())) == ["too_many_ahead"]
    assert post(cast.bearer("manager"), asked(override="the first run")).status_code == 201


def test_a_use_is_counted_from_the_first_window() -> None:
    of = held(0, 72, limit(1, W.YEAR))
    year = window_of(W.YEAR, PLANT, at(0))
    assert policy.quotas.counted_in(of) == (year.start, year.end)
    week = held(0, 172, limit(1, W.WEEK))  # into the week after
    assert policy.quotas.counted_in(week) == (at(-8), at(160 + 168))
    assert policy.quotas.counted_in(held(0, 72, limit(1, AHEAD, BOOKINGS))) is None
