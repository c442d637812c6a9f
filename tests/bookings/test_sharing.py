"""A fair share of peak hours: by a table, by properties, through the verbs, and looked back on."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import policy
from bookings.actions.quote import quote
from bookings.models import RuleSet
from bookings.policy.case import Case, Others, Peak, Places, Shared
from bookings.policy.sharing import excesses, first_day
from bookings.policy.soonest import soonest
from bookings.schemas.booking import BookingRequest
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import API, asked, at, booked, codes, patch, post, run
from tests.bookings.judging import case, found, span, wanted
from tests.factories import Plant
from tests.people import Cast, a_project

HERE = Places(1, 2, 3, 4)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Two machines, from 08:00 to 20:00 of seven days: 168 hours, of which a quarter is 42.
DAYTIME = Peak(3, "BR300", time(8), time(20), 7, 25, machines=2)
NIGHT = Peak(3, "BR300", time(20), time(8), 7, 25, machines=2)
BY_NIGHT = Shared(3, at(110), at(111), ours=False)
THEIRS = Shared(3, at(100), at(101), ours=False)


def ours(start: float, end: float) -> Shared:
    return Shared(3, at(start), at(end), ours=True)


def held(start: float, end: float, *shared: Shared, peak: Peak = DAYTIME, was: Any = None) -> Case:
    stage = wanted(start, end, was=was, machine={"places": HERE})
    return case(stage, peaks=(peak,), others=Others(shared=shared), owner="Yanxi")


# Hour 0 is Monday 08:00; its peak ends at hour 12, the window at hour 160.
TABLE: list[tuple[Case, list[str]]] = [
    (held(0, 84, THEIRS), ["peak_share"]),  # four days of 12 h
    (held(0, 78, THEIRS), []),  # 42 h to the hour
    (held(0, 78.5, THEIRS), ["peak_share"]),
    (held(0, 84), []),  # nobody else asks
    (held(0, 84, Shared(3, at(165), at(170), ours=False)), []),  # nor in this window
    (held(0, 84, Shared(9, at(0), at(9), ours=False)), []),  # nor for this class
    (held(0, 84, Shared(3, at(108), at(118), ours=False)), []),  # nor at peak
    (held(0, 10, THEIRS, ours(24, 84)), ["peak_share"]),  # 10 beside three times 12
    (held(0, 6, THEIRS, ours(24, 84)), []),
    (held(12, 24, THEIRS, ours(24, 140)), []),  # by night it takes none
    (held(12, 24, BY_NIGHT, ours(24, 140), peak=NIGHT), ["peak_share"]),
    (held(0, 12, BY_NIGHT, ours(24, 140), peak=NIGHT), []),
    # over the edge: 2 days of this week, 3 of the next
    (held(120, 228, THEIRS), []),
    (held(120, 228, THEIRS, ours(0, 60)), ["peak_share"]),
    # a change is refused only where it takes more than it had
    (held(24, 108, THEIRS, was=span(0, 84)), []),
    (held(0, 90, THEIRS, was=span(0, 84)), []),  # by night
    (held(0, 100, THEIRS, was=span(0, 84)), ["peak_share"]),
]


@pytest.mark.parametrize(("asks", "told"), TABLE)
def test_the_table(asks: Case, told: list[str]) -> None:
    assert found(asks) == told


def test_what_is_said() -> None:
    [problem] = policy.problems(held(0, 84, THEIRS))
    assert problem.detail == (
        "While others ask for it, Yanxi may have 25 % of the peak hours of BR300 (08:00 to 20:00)"
        " in the 7 days from 2027-01-11: 42 h. 0 h are taken, and this takes 48 h."
    )
    assert (problem.field, problem.overridable_by) == ("stages.0.run", "manager")


def test_windows_follow_one_another_from_a_monday() -> None:
    assert first_day(7, date(2027, 1, 17)) == date(2027, 1, 11)
    assert first_day(1, date(2027, 1, 17)) == date(2027, 1, 17)
    firsts = {first_day(14, date(2027, 1, 1) + timedelta(days=n)) for n in range(28)}
    assert len(firsts) in (2, 3)
    assert all(day.weekday() == 0 for day in firsts)


@given(
    start=st.integers(0, 200),
    length=st.integers(1, 150),
    had=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=4),
    share=st.integers(1, 100),
)
@UNHURRIED
def test_the_sum_stays_under_the_share_and_a_way_out_is_one(
    start: int, length: int, had: list[tuple[int, int]], share: int
) -> None:
    peak = Peak(3, "BR300", time(8), time(20), 7, share, machines=2)
    mine = [ours(first, first + long) for first, long in had]
    crowd = [Shared(3, at(24 * n), at(24 * n + 1), ours=False) for n in range(30)]
    asks = held(start, start + length, *mine, *crowd, peak=peak)
    for excess in excesses(asks):
        assert excess.used + excess.wanted > excess.most
        assert excess.most == timedelta(hours=84 * 2) * share / 100
    free = soonest(asks)
    if free is not None:
        begins = (free.start - at(0)) / timedelta(hours=1)
        assert free.start >= asks.stages[0].run.start
        moved = held(begins, begins + length, *mine, *crowd, peak=peak)
        assert "peak_share" not in found(moved)


SAID = {"peak_from": "08:00", "peak_until": "20:00", "peak_days": 7, "peak_share": 25}


@pytest.fixture
def ruled(cast: Cast, plant: Plant, project: Project) -> None:
    RuleSet.objects.create(facility=cast.facility, equipment_class=plant.vessels, said=SAID)


@pytest.mark.django_db
@pytest.mark.usefixtures("ruled")
def test_it_holds_through_the_doors(cast: Cast, plant: Plant) -> None:
    lin = cast.bearer("lin")
    long = asked(("BR300-1", 0, 84))
    assert post(lin, long, f"{API}/quote").json()["problems"] == []
    a_project(cast, cast.rival, "P-0009")
    theirs = booked(cast, ("BR300-2", 100, 10), by="eve", project="P-0009")
    answer = post(lin, long)
    assert codes(answer) == ["peak_share"]
    assert "rival" not in answer.content.decode().lower()
    assert theirs.number not in answer.content.decode()
    assert answer.json()["next_free"] is not None
    short = booked(cast, ("BR300-1", 0, 60))
    longer = {"stages": [{"stage": 1, "run": run(0, 84)}]}
    assert codes(patch(lin, short.number, longer)) == ["peak_share"]
    moved = {"stages": [{"stage": 1, "run": run(24, 60)}]}
    assert patch(lin, short.number, moved).status_code == 200
    manager = cast.bearer("manager")
    aside = post(manager, asked(("BR300-2", 0, 40), override="a trial run"))
    assert aside.json()["overrides"][0]["codes"] == ["peak_share"]
    post(cast.bearer("eve"), {}, f"{API}/{theirs.number}/cancel")
    assert post(lin, asked(("BR300-2", 120, 24))).status_code == 201  # nobody else asks any more


@pytest.mark.django_db
def test_nothing_is_read_where_no_place_says_so(cast: Cast, plant: Plant, project: Project) -> None:
    lin = cast.actor("lin")
    body = BookingRequest.model_validate(asked())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            quote(lin, body)
        return len(queries)

    plain = cost()
    RuleSet.objects.create(facility=cast.facility, equipment_class=plant.vessels, said=SAID)
    assert cost() == plain + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", [{"peak_from": "08:00"}, {**SAID, "peak_share": 0}, {**SAID, "peak_days": None}]
)
def test_it_is_said_as_a_whole(cast: Cast, plant: Plant, said: dict[str, Any]) -> None:
    answer = post(cast.bearer("manager"), {**said, "reason": "x"}, "/api/v1/rules/class/BR300")
    assert answer.status_code == 422


@pytest.mark.django_db
def test_the_page_says_it_and_looks_back(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.rival, "P-0009")
    booked(cast, ("BR300-2", 100, 10), by="eve", project="P-0009")
    booked(cast, ("BR300-1", 0, 84))
    manager = cast.client("manager")
    sent = {"version": "0", "quotas": "0", "lines": "0", "reason": "fair", **SAID}
    with clock.at(at(0)):
        page = manager.post("/rules/class/BR300", {**sent, "do": "preview"}).content.decode()
        assert "1 of 2 bookings would have been refused" in page
        assert "more than a fair share of the peak hours" in page
        assert manager.post("/rules/class/BR300", {**sent, "do": "save"}).status_code == 302
        told = manager.get("/rules").content.decode()
    assert "Peak from: 08:00" in told
    assert "Largest share of one organisation (%): 25" in told
    assert 'value="08:00"' in manager.get("/rules/class/BR300").content.decode()
