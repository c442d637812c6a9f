"""A run that comes round is booked each time, or told why it could not be."""

from typing import Any

import pytest

from bookings.choices import OccupationKind
from bookings.models import Booking, Occupation, Series
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import at, booked, codes, post, run
from tests.bookings.rounds import a_series, weekly
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SERIES = "/api/v1/series"
WEEK = 7 * 24


def by_api(cast: Cast, **more: Any) -> Any:
    return post(cast.client("lin"), weekly(**more), SERIES)


def by_page(cast: Cast, **more: Any) -> Any:
    lin = cast.client("lin")
    assert lin.get("/series/new").status_code == 200
    said = {"project": "P-0004", "equipment": "DSC-1", "start": f"{at(0):%Y-%m-%dT%H:%M}"}
    skip = {"skip_clashes": "on"} if more.get("skip_clashes") else {}
    rule = {"every": "week", "interval": "1", "count": "4", "hours": "4"}
    return lin.post("/series/new", {**said, **rule, **skip})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


@DOORS
def test_both_doors_book_each_time(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    answer = door(cast)
    assert answer.status_code in (201, 302), answer.content
    starts = Occupation.objects.order_by("start").values_list("start", flat=True)
    assert list(starts) == [at(n * WEEK) for n in range(4)]
    series = Series.objects.get()
    assert Booking.objects.filter(series=series).count() == 4
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["booking.made"] * 4 + ["series.made"]
    page = cast.client("lin").get(f"/series/{series.pk}")
    assert page.status_code == 200
    assert f"S-{series.pk}" in cast.client("lin").get(_first()).content.decode()
    listed = cast.client("lin").get(SERIES).json()["items"]
    assert [one["id"] for one in listed] == [series.pk]


def _first() -> str:
    return f"/bookings/{Booking.objects.earliest('pk').number}"


@DOORS
def test_without_skipping_it_is_all_or_nothing(
    cast: Cast, plant: Plant, project: Project, door: Any
) -> None:
    _in_the_way(cast)
    answer = door(cast)
    assert answer.status_code == 409
    assert not Series.objects.exists()
    if door is by_api:
        assert codes(answer) == ["time_taken", "time_taken"]
        details = [problem["detail"] for problem in answer.json()["problems"]]
        assert details[0].startswith("2027-01-18 Mon 08:00: DSC-1 ")


@DOORS
def test_what_clashes_is_skipped_and_told(
    cast: Cast, plant: Plant, project: Project, door: Any
) -> None:
    """One clash with a booking, one with maintenance."""
    _in_the_way(cast)
    answer = door(cast, skip_clashes=True)
    assert answer.status_code in (201, 302), answer.content
    assert Booking.objects.exclude(series=None).count() == 2
    if door is by_api:
        skipped = answer.json()["skipped"]
        assert [one["run"] for one in skipped] == [run(WEEK, 4), run(2 * WEEK, 4)]
        assert [one["problems"][0]["code"] for one in skipped] == ["time_taken"] * 2
        assert len(answer.json()["bookings"]) == 2
    else:
        page = answer.client.get(answer["Location"]).content.decode()
        assert "2027-01-25 Mon 08:00: DSC-1" in page


def _in_the_way(cast: Cast) -> None:
    booked(cast, ("DSC-1", WEEK + 2, 4))
    block = {"span": run(2 * WEEK, 1)}
    post(cast.client("manager"), block, "/api/v1/equipment/DSC-1/blocks")
    assert Occupation.objects.filter(kind=OccupationKind.MAINTENANCE).exists()


def test_a_series_does_not_meet_itself(cast: Cast, plant: Plant, project: Project) -> None:
    each_day = {"every": "day", "count": 3}
    body = weekly(equipment="BR300-1", first=run(0, 20), repeat=each_day, skip_clashes=True)
    answer = post(cast.client("lin"), body, SERIES)
    assert (answer.status_code, answer.json()["code"]) == (422, "meets_itself")
    assert not Booking.objects.exists()


def test_nothing_but_clashes_is_no_series(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast, ("DSC-1", 0, 8))
    answer = post(cast.client("lin"), weekly(1, skip_clashes=True), SERIES)
    assert answer.status_code == 409
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"repeat": {"every": "week"}}, "repeat"),
        ({"repeat": {"every": "week", "count": 2, "until": "2027-03-01"}}, "repeat"),
        ({"repeat": {"every": "day", "until": "2027-12-01"}}, "repeat"),
        ({"repeat": {"every": "day", "until": "2027-01-01"}}, "repeat"),
        ({"equipment": "NONE-1"}, "equipment"),
        ({"project": "P-9999"}, "project"),
    ],
)
def test_bad_input(
    cast: Cast, plant: Plant, project: Project, wrong: dict[str, Any], field: str
) -> None:
    answer = post(cast.client("lin"), weekly() | wrong, SERIES)
    assert answer.status_code == 422
    assert answer.json()["field"].startswith(field)


def test_who_may_not(cast: Cast, plant: Plant, project: Project) -> None:
    assert post(cast.client("operator"), weekly(), SERIES).status_code == 403
    assert post(cast.client("eve"), weekly(), SERIES).status_code == 422
    series = a_series(cast).series
    for path in (f"{SERIES}/{series.pk}", f"/series/{series.pk}"):
        assert cast.client("eve").get(path).status_code == 404
