"""What is to come of a series is cancelled, each booking by its terms."""

import pytest

from bookings.choices import BookingStatus
from bookings.models import Booking, Occupation
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import at, post
from tests.bookings.rounds import a_series
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
WEEK = 7 * 24


def cancelled() -> list[bool]:
    rows = Booking.objects.order_by("pk").values_list("status", flat=True)
    return [status == BookingStatus.CANCELLED for status in rows]


def test_all_that_is_to_come(cast: Cast, plant: Plant, project: Project) -> None:
    made = a_series(cast)
    path = f"/api/v1/series/{made.series.pk}/cancel"
    with clock.at(at(1)):
        answer = post(cast.client("lin"), {"reason": "scaled down"}, path)
    assert answer.status_code == 200, answer.content
    assert cancelled() == [False, True, True, True]
    assert Occupation.objects.filter(active=True).count() == 1
    assert Booking.objects.latest("pk").ended_reason == "scaled down"


def test_what_follows_by_the_page(cast: Cast, plant: Plant, project: Project) -> None:
    made = a_series(cast)
    said = {"version": "1", "scope": "following", "of": made.done[2].number}
    answer = cast.client("lin").post(f"/series/{made.series.pk}/cancel", said)
    assert answer.status_code == 302
    assert cancelled() == [False, False, True, True]
    stale = cast.client("lin").post(f"/series/{made.series.pk}/cancel", said)
    assert stale.status_code == 412


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("manager", 200)])
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    made = a_series(cast)
    path = f"/api/v1/series/{made.series.pk}/cancel"
    assert post(cast.client(who), {}, path).status_code == status
