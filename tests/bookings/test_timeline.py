"""The timeline: everything of one's own, of others only that a machine is taken."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.models import Occupation
from bookings.timeline import merged
from equipment.models import Capability
from pilotbase.accounts.models import CalendarDay, Project
from pilotbase.core import clock
from tests.bookings.standing import a_booking, hours
from tests.factories import Plant, a_machine
from tests.people import Cast, a_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)
NOW = MONDAY + timedelta(days=2, hours=14.5)
API = "/api/v1/timeline"


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def theirs(cast: Cast) -> Project:
    return a_project(cast, cast.rival, "P-0009")


def read(client: Client, **more: str) -> Any:
    asked = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=14)).isoformat(), **more}
    return client.get(API, asked)


def at(day: int, hour: float = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_ones_own_is_told_in_full(cast: Cast, plant: Plant, project: Project) -> None:
    booking = a_booking(project, plant.br300, at(1, 8), at(4, 8))
    answer = read(cast.bearer("lin")).json()
    (mine,) = answer["occupations"]
    assert (mine["equipment"], mine["state"]) == ("BR300-1", "own")
    assert (mine["booking"], mine["stage"], mine["project"]) == (booking.number, 1, "P-0004")
    assert datetime.fromisoformat(mine["start"]) == at(1, 0)
    assert datetime.fromisoformat(mine["run_start"]) == at(1, 8)
    assert [m["tag"] for m in answer["machines"]] == ["BR300-1", "BR300-2", "DSC-1", "HPLC-1"]


def test_a_competitor_learns_that_it_is_taken(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(1, 8), at(4, 8))
    a_booking(project, plant.br300, at(4, 24), at(6, 8), purpose="secret strain")  # touches it
    requested = {"status": BookingStatus.REQUESTED, "kind": OccupationKind.REQUEST}
    a_booking(project, plant.br300_2, at(1, 8), at(2, 8), **requested)
    answer = read(cast.bearer("eve"))
    assert answer.json()["occupations"] == [
        {
            "equipment": tag,
            "start": start.astimezone(ZoneInfo("UTC")).isoformat(),
            "end": end.astimezone(ZoneInfo("UTC")).isoformat(),
            "state": "occupied",
        }
        for tag, start, end in [
            ("BR300-1", at(1, 0), at(6, 16)),
            ("BR300-2", at(1, 0), at(2, 16)),
        ]
    ]
    drawn = page(cast.client("eve")).partition("pb-tl__in")[2].partition("data-tl-said")[0]
    for text in (answer.content.decode(), drawn):
        for secret in ("secret", "P-0004", "B-2026", "Yanxi", "fed-batch", "s-sip", "equest"):
            assert secret not in text, secret


def test_an_administrator_sees_no_more(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(1, 8), at(4, 8))
    (taken,) = read(cast.client("admin")).json()["occupations"]
    assert set(taken) == {"equipment", "start", "end", "state"}


def test_staff_see_whose_it_is(cast: Cast, plant: Plant, theirs: Project) -> None:
    booking = a_booking(theirs, plant.br300, at(1, 8), at(4, 8))
    (taken,) = read(cast.bearer("operator")).json()["occupations"]
    assert (taken["booking"], taken["organisation"]) == (booking.number, "Rival")
    assert f"Rival {booking.number} fed-batch 3" in page(cast.client("operator"))


def test_maintenance_and_service_are_public(cast: Cast, plant: Plant) -> None:
    Occupation.objects.create(
        machine=plant.dsc, kind=OccupationKind.MAINTENANCE, start=at(1), end=at(2), note="seal"
    )
    plant.hplc.out_of_service_since = at(-1)
    plant.hplc.save()
    states = [(o["equipment"], o["state"]) for o in read(cast.client("eve")).json()["occupations"]]
    assert states == [("DSC-1", "out_of_service"), ("HPLC-1", "out_of_service")]
    assert "seal" not in read(cast.client("eve")).content.decode()
    assert "seal" in read(cast.client("manager")).content.decode()


@pytest.mark.parametrize("whole_class", [False, True])
def test_a_machine_that_retires_says_from_when(
    cast: Cast, plant: Plant, project: Project, whole_class: bool
) -> None:
    """It can be had until then; after that nobody can, and everyone may know."""
    retiring = plant.vessels if whole_class else plant.br300
    retiring.retired_from = at(5).date()
    retiring.save()
    answer = read(cast.bearer("eve")).json()
    days = {one["tag"]: one["retires"] for one in answer["machines"]}
    others = [tag for tag, day in days.items() if day is None]
    assert days["BR300-1"] == "2026-11-28"
    assert ("BR300-2" in others) is not whole_class
    gone = next(one for one in answer["occupations"] if one["equipment"] == "BR300-1")
    assert (gone["state"], datetime.fromisoformat(gone["start"])) == ("out_of_service", at(5))
    page = cast.client("lin").get("/timeline?from=2026-11-23&days=14").content.decode()
    assert "retires 2026-11-28" in page
    assert "BR300-1" not in lanes(cast, "free=8&from=2026-11-27T16:00")


def test_what_lapsed_or_was_released_is_free(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(1, 8), at(4, 8), lapses_at=NOW - hours(1))
    gone = a_booking(project, plant.br300_2, at(1, 8), at(4, 8))
    Occupation.objects.filter(stage__booking=gone).update(active=False)
    assert read(cast.client("lin")).json()["occupations"] == []


def test_nobody_is_told_anything(client: Client, plant: Plant) -> None:
    assert read(client).status_code == 401
    assert client.get("/timeline").status_code == 302


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-11-23T00:00:00"}, "from"),
        ({"to": "2026-11-01T00:00:00+08:00"}, None),
        ({"to": "2027-11-01T00:00:00+08:00"}, None),
        ({"days": "3"}, "days"),
    ],
)
def test_what_cannot_be_asked(
    cast: Cast, plant: Plant, asked: dict[str, str], field: str | None
) -> None:
    refused = read(cast.client("lin"), **asked)
    assert refused.status_code == 422, refused.content
    assert refused["Content-Type"] == "application/problem+json"
    assert field is None or refused.json()["field"] == field


def test_an_area_alone(cast: Cast, plant: Plant) -> None:
    assert read(cast.client("lin"), area="F9").json()["machines"] == []
    assert len(read(cast.client("lin"), area="F2").json()["machines"]) == 4


def test_touching_spans_are_one() -> None:
    assert list(merged([(0, 10), (10, 20), (30, 40), (31, 32)])) == [(0, 20), (30, 40)]
    assert list(merged([])) == []


# ── the page ──
def page(client: Client, address: str = "/timeline", **headers: str) -> str:
    answer = client.get(address, headers={"accept-language": "en", **headers})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_draws_days_and_blocks(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(1, 8), at(4, 8))
    CalendarDay.objects.create(
        facility=cast.facility, day=at(3).date(), works=False, name_zh="假", name_en="Holiday"
    )
    html = page(cast.client("lin"))
    assert "You have 1 span in these weeks" in html
    assert 'data-start="2026-11-23T00:00:00+08:00"' in html
    assert 'data-machine="BR300-1"' in html
    assert html.count('class="is-we" style=') == 5  # two week-ends and a holiday
    left, width = 100 / 14, 100 * (72 + 16) / 24 / 14
    assert f"left:{left:.3f}%;width:{width:.3f}%" in html
    share = f"{100 * 8 / 88:.2f}"
    assert f'<i class="s-sip" style="width:{share}%"></i>' in html
    assert f'<i class="s-cip" style="width:{share}%"></i>' in html


@pytest.mark.parametrize(
    ("asked", "start", "days"),
    [
        ("?start=2026-12-07&days=42", "2026-12-07", 42),
        ("?start=nonsense&days=9", "2026-11-23", 14),
        ("?start=0001-01-01&days=28", "2026-11-23", 28),
    ],
)
def test_the_weeks_that_are_shown(
    cast: Cast, plant: Plant, asked: str, start: str, days: int
) -> None:
    html = page(cast.client("lin"), f"/timeline{asked}")
    assert f'data-start="{start}T00:00:00+08:00"' in html
    assert f"--cols:{days}" in html


def test_a_day_stands_in_hours_and_a_quarter_in_weeks(cast: Cast, plant: Plant) -> None:
    day = page(cast.client("lin"), "/timeline?days=1")
    assert 'data-start="2026-11-25T00:00:00+08:00"' in day  # today, and not its Monday
    assert "--cols:12" in day
    assert "Nothing of yours stands on this day" in day
    assert day.count(" is-now") == 1
    assert "<b>14:00</b>" in day
    quarter = page(cast.client("lin"), "/timeline?days=91&start=2026-11-23")
    assert 'data-end="2027-02-22T00:00:00+08:00"' in quarter
    assert "--cols:13" in quarter
    assert "<b>11-30</b> <i>W49</i>" in quarter


@pytest.mark.parametrize(
    ("days", "earlier"), [(1, "11-22"), (7, "11-16"), (14, "11-16"), (91, "10-12")]
)
def test_leafing_goes_by_weeks(cast: Cast, plant: Plant, days: int, earlier: str) -> None:
    html = page(cast.client("lin"), f"/timeline?start=2026-11-23&days={days}")
    assert f"start=2026-{earlier}" in html


def lanes(cast: Cast, query: str, name: str = "lin") -> list[str]:
    found = page(cast.client(name), f"/timeline?{query}").split('data-machine="')[1:]
    return [lane.partition('"')[0] for lane in found]


def test_machines_by_what_they_can(cast: Cast, plant: Plant) -> None:
    plant.br300_2.capabilities = ["methanol", "off-gas"]
    plant.br300_2.save()
    assert lanes(cast, "can=methanol") == ["BR300-2"]
    assert lanes(cast, "can=ATEX") == []
    chosen = '<option value="methanol" selected>methanol</option>'
    assert chosen in page(cast.client("lin"), "/timeline?can=methanol")
    names = {"name_zh": "甲醇", "name_en": "Methanol"}
    Capability.objects.create(facility=cast.facility, code="methanol", **names)
    for word in ("METHANOL", "Methanol", "甲醇"):
        assert lanes(cast, f"can={word}") == ["BR300-2"]
    html = page(cast.client("lin"), "/timeline?can=甲醇")
    assert '<option value="methanol" selected>Methanol</option>' in html


def test_machines_that_are_free_for_so_long(cast: Cast, plant: Plant, project: Project) -> None:
    """With their preparation and turnaround: 8 hours before and after, for the vessels."""
    a_booking(project, plant.br300, at(4, 8), at(5, 8))  # holds it from day 4, 00:00
    plant.hplc.out_of_service_since = at(4)
    plant.hplc.save()
    since = "from=2026-11-26T08:00"  # day 3
    assert lanes(cast, f"free=8&{since}", "eve") == ["BR300-1", "BR300-2", "DSC-1", "HPLC-1"]
    assert lanes(cast, f"free=9&{since}", "eve") == ["BR300-2", "DSC-1", "HPLC-1"]
    assert lanes(cast, f"free=17&{since}", "eve") == ["BR300-2", "DSC-1"]
    assert lanes(cast, f"free=9&class=BR300&{since}") == ["BR300-2"]
    assert lanes(cast, f"free=9&area=F9&{since}") == []
    assert "No machine is free for 9 h from" in page(
        cast.client("lin"), f"/timeline?free=9&area=F9&{since}"
    )


@pytest.mark.parametrize("nonsense", ["free=0", "free=-3", "free=9999999", "free=x", "from=x"])
def test_what_makes_no_sense_filters_nothing(cast: Cast, plant: Plant, nonsense: str) -> None:
    assert len(lanes(cast, nonsense)) == 4
    assert 'value="2026-11-25T15:00"' in page(cast.client("lin"), f"/timeline?{nonsense}")


def test_a_held_time_looks_held(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(3, 8), at(4, 8), kind=OccupationKind.HOLD)
    assert "pb-blk pb-blk--wait" in page(cast.client("lin")).partition("pb-tl__in")[2]
    assert "pb-blk pb-blk--taken" in page(cast.client("eve")).partition("pb-tl__in")[2]


def test_who_may_change_a_booking_can_take_hold_of_it(
    cast: Cast, plant: Plant, project: Project
) -> None:
    planned = a_booking(project, plant.br300, at(3, 8), at(4, 8))
    going = a_booking(project, plant.br300_2, at(1, 8), at(4, 8))
    going.stages.update(status=StageStatus.RUNNING)
    over = a_booking(project, plant.dsc, at(0, 8), at(1, 8))
    over.stages.update(status=StageStatus.DONE)
    html = page(cast.client("lin"))
    assert f'data-booking="{planned.number}" data-stage="1" data-moves="all"' in html
    assert f'data-booking="{going.number}" data-stage="1" data-moves="end"' in html
    assert f'data-booking="{over.number}"' not in html
    assert "data-moves" not in page(cast.client("operator"))


def test_one_lane_is_read_again(cast: Cast, plant: Plant, project: Project) -> None:
    a_booking(project, plant.br300, at(3, 8), at(4, 8))
    address = "/timeline/lanes/BR300-1?start=2026-11-23&days=14"
    whole, lane = page(cast.client("lin")), page(cast.client("lin"), address)
    assert lane.startswith("<a")
    assert lane in whole
    theirs = page(cast.client("eve"), address)
    assert "fed-batch" not in theirs
    assert "pb-blk--taken" in theirs
    assert page(cast.client("eve"), "/timeline/lanes/DSC-1") == ""
    assert cast.client("lin").get("/timeline/lanes/BR9").status_code == 404


def test_a_part_and_an_empty_filter(cast: Cast, plant: Plant) -> None:
    part = page(cast.client("lin"), "/timeline?class=DSC", **{"hx-request": "true"})
    assert "<html" not in part
    assert part.count("data-machine") == 1
    assert "No machine answers to this filter" in page(cast.client("lin"), "/timeline?area=F9")


@pytest.mark.parametrize("address", ["/timeline", API])
@pytest.mark.parametrize("name", ["lin", "operator"])
def test_queries_stay_constant(
    cast: Cast, plant: Plant, project: Project, address: str, name: str
) -> None:
    client = cast.client(name)
    asked = {"from": MONDAY.isoformat(), "to": at(14).isoformat()} if address == API else {}
    a_booking(project, plant.br300, at(0, 8), at(0, 16))
    client.get(address, asked)  # what the process learns once
    with CaptureQueriesContext(connection) as one:
        client.get(address, asked)
    for number in range(20):
        machine = a_machine(plant.area, plant.vessels, f"BR301-{number}")
        a_booking(project, machine, at(number % 7, 8), at(number % 7, 16))
    with CaptureQueriesContext(connection) as twenty:
        client.get(address, asked)
    assert len(twenty) == len(one) <= 11
