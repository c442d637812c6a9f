"""All that is to come of a series moves, or what follows one; what was changed alone stays."""

from datetime import time, timedelta
from typing import Any

import pytest

from bookings.choices import BookingStatus
from bookings.models import Booking
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from tests.bookings.asking import API, at, booked, codes, patch, post, run
from tests.bookings.rounds import a_series
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SERIES = "/api/v1/series"
WEEK = 7 * 24


def starts() -> list[float]:
    """In hours from the first Monday, of what stands."""
    rows = Booking.objects.filter(series__isnull=False).exclude(status="cancelled")
    times = rows.order_by("stages__run_start").values_list("stages__run_start", flat=True)
    return [(start - at(0)) / timedelta(hours=1) for start in times]


def change(cast: Cast, series: Any, version: int = 1, who: str = "lin", **said: Any) -> Any:
    return cast.client(who).patch(
        f"{SERIES}/{series.pk}",
        said,
        content_type="application/json",
        headers={"Accept-Language": "en", "If-Match": f'"{version}"'},
    )


def test_all_move_but_what_was_deleted_or_moved_alone(
    cast: Cast, plant: Plant, project: Project
) -> None:
    made = a_series(cast, 5)
    first, second, third, fourth, fifth = made.done
    lin = cast.client("lin")
    post(lin, {}, f"{API}/{third.number}/cancel")
    booked(cast, ("DSC-1", 2 * WEEK + 2, 4))  # its gap is sold again
    moved = {"stages": [{"stage": 1, "run": run(3 * WEEK + 20, 4)}]}
    assert patch(lin, fourth.number, moved, fourth.version).status_code == 200
    answer = change(cast, made.series, starts_at="10:00", hours=6)
    assert answer.status_code == 200, answer.content
    assert starts() == [2, WEEK + 2, 3 * WEEK + 20, 4 * WEEK + 2]
    third.refresh_from_db()
    assert third.status == BookingStatus.CANCELLED
    assert (answer.json()["starts_at"], answer.json()["hours"]) == ("10:00:00", "6")
    entry = AuditEntry.objects.get(verb="series.changed")
    assert (entry.after or {})["moved"] == [first.number, second.number, fifth.number]
    again = change(cast, made.series, 2, starts_at="11:00")
    assert again.json()["version"] == 3
    assert starts() == [3, WEEK + 3, 3 * WEEK + 20, 4 * WEEK + 3]


def test_only_what_follows_and_has_not_begun(cast: Cast, plant: Plant, project: Project) -> None:
    made = a_series(cast)
    said: dict[str, Any] = {"scope": "following", "of": made.done[2].number, "starts_at": "12:00"}
    assert change(cast, made.series, **said).status_code == 200
    assert starts() == [0, WEEK, 2 * WEEK + 4, 3 * WEEK + 4]
    made.series.refresh_from_db()
    assert made.series.starts_at == time(8)
    with clock.at(at(WEEK + 1)):
        answer = change(cast, made.series, 2, starts_at="09:00")
    assert answer.status_code == 200
    assert starts() == [0, WEEK, 2 * WEEK + 4, 3 * WEEK + 4]  # those moved with "following"


def test_a_clash_keeps_all_where_they_are_unless_it_may_be_skipped(
    cast: Cast, plant: Plant, project: Project
) -> None:
    made = a_series(cast)
    booked(cast, ("DSC-1", WEEK + 6, 4))
    refused = change(cast, made.series, hours=8)
    assert (refused.status_code, codes(refused)) == (409, ["time_taken"])
    assert starts() == [0, WEEK, 2 * WEEK, 3 * WEEK]
    answer = change(cast, made.series, hours=8, skip_clashes=True)
    assert [one["run"] for one in answer.json()["skipped"]] == [run(WEEK, 8)]
    lengths = [stage.run.length for b in made.done for stage in b.stages.all()]
    assert lengths == [timedelta(hours=h) for h in (8, 4, 8, 8)]


def test_to_another_machine_by_the_page(cast: Cast, plant: Plant, project: Project) -> None:
    made = a_series(cast, equipment="BR300-1", first=run(0, 24))
    lin, path = cast.client("lin"), f"/series/{made.series.pk}/change"
    said = {"version": "1", "scope": "all", "equipment": "BR300-2", "starts_at": "08:00"}
    answer = lin.post(path, said)
    assert answer.status_code == 302, answer.context["change"].errors
    tags = {b.stages.get().equipment.tag for b in made.done}
    assert tags == {"BR300-2"}
    assert lin.post(path, said).status_code == 412  # seen before that
    booked(cast, ("BR300-1", 0, 24))
    back = {**said, "version": "2", "equipment": "BR300-1"}
    assert lin.post(path, back).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("chen", 200)])
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    made = a_series(cast)
    assert change(cast, made.series, who=who, starts_at="09:00").status_code == status
    stale = change(cast, made.series, 7, starts_at="09:00")
    assert stale.status_code == 412
    unknown = change(cast, made.series, 1 + (status == 200), scope="following", of="B-1")
    assert unknown.status_code == 422
