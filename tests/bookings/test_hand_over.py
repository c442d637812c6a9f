"""A colleague has the booking: judged for her, its time never free, its story kept."""

from typing import Any

import pytest

from bookings.actions.hand_over import hand_over
from bookings.choices import StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingHandedOver
from bookings.models import Booking, Occupation
from bookings.schemas.booking import HandingOver
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Stale
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, NOW, at, booked, codes, post
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
CHEN = HandingOver(to="chen@demo.test")


def by_api(cast: Cast, booking: Booking, to: str) -> Any:
    return post(cast.client("lin"), {"to": to}, f"{API}/{booking.number}/hand-over")


def by_page(cast: Cast, booking: Booking, to: str) -> Any:
    lin, path = cast.client("lin"), f"/bookings/{booking.number}/hand-over"
    assert "Chen" in lin.get(path).content.decode()
    return lin.post(path, {"do": "hand_over", "to": to})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


@DOORS
def test_it_is_hers(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    booking = booked(cast)
    with events.heard(BookingHandedOver) as told:
        answer = door(cast, booking, "chen@demo.test")
    assert answer.status_code in (200, 302), answer.content
    assert told == [BookingHandedOver(booking.pk)]
    booking.refresh_from_db()
    assert (booking.booked_by, booking.version, booking.made_at) == (cast.chen, 2, NOW)
    row = Occupation.objects.get()
    assert (row.active, row.start) == (True, at(-8))
    entry = AuditEntry.objects.get(verb="booking.handed_over")
    assert (entry.before, entry.after) == (
        {"booked_by": "lin@demo.test"},
        {"booked_by": "chen@demo.test"},
    )
    assert Notice.objects.get(kind="booking_handed_over").user == cast.chen


@DOORS
@pytest.mark.parametrize("to", ["eve@demo.test", "operator@demo.test", "nobody@demo.test"])
def test_only_to_who_may_book_for_it(
    cast: Cast, plant: Plant, project: Project, door: Any, to: str
) -> None:
    booking = booked(cast)
    answer = door(cast, booking, to)
    assert answer.status_code == 422
    booking.refresh_from_db()
    assert booking.booked_by == cast.lin


def test_every_rule_is_asked_of_her(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    project.status = "closed"
    project.save()
    answer = by_api(cast, booking, "chen@demo.test")
    assert (answer.status_code, codes(answer)) == (409, ["project_not_approved"])


def test_also_while_its_run_goes_on(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    booking.stages.update(status=StageStatus.RUNNING)
    Booking.objects.update(status="in_use")
    with clock.at(at(5)):
        assert by_api(cast, booking, "chen@demo.test").status_code == 200


def test_what_is_over_or_was_changed_meanwhile(
    cast: Cast, plant: Plant, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking, claim = booked(cast), Booking.claim

    def moved_first(self: Booking, seen: int | None) -> str:
        self.stages.update(run_end=at(99))
        return claim(self, seen)

    with monkeypatch.context() as patched:
        patched.setattr(Booking, "claim", moved_first)
        with pytest.raises(Stale):
            hand_over(cast.actor("lin"), booking.number, None, CHEN)
    booking.stages.update(status=StageStatus.RELEASED)
    with pytest.raises(WrongStatus):
        hand_over(cast.actor("lin"), booking.number, None, CHEN)


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("manager", 200)])
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    path = f"{API}/{booked(cast).number}/hand-over"
    assert post(cast.client(who), {"to": "chen@demo.test"}, path).status_code == status
