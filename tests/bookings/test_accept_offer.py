"""What is held becomes a booking; once, in time, and judged again."""

import pytest

from bookings.actions.accept_offer import accept_offer
from bookings.choices import BookingStatus, OccupationKind, WaitStatus
from bookings.errors import Refused, WrongStatus
from bookings.models import Booking, Occupation
from bookings.waiting import OFFERED_FOR
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed
from tests.bookings.asking import NOW, at, post
from tests.bookings.in_line import waits
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/v1/waiting/%s/accept", "/waiting/%s/accept"])
def test_it_becomes_a_booking(cast: Cast, plant: Plant, project: Project, path: str) -> None:
    entry = waits(cast, purpose="fed-batch")
    answer = post(cast.client("lin"), {}, path % entry.pk)
    assert answer.status_code in (201, 302), answer.content
    booking = Booking.objects.get()
    entry.refresh_from_db()
    assert (entry.status, entry.booking) == (WaitStatus.TAKEN, booking)
    assert (booking.status, booking.purpose) == (BookingStatus.CONFIRMED, "fed-batch")
    row = Occupation.objects.get(active=True)
    assert (row.kind, row.start, row.end) == (OccupationKind.RUN, at(-8), at(56))
    again = post(cast.client("lin"), {}, path % entry.pk)
    assert again.status_code == 409


def test_not_once_it_has_lapsed(cast: Cast, plant: Plant, project: Project) -> None:
    entry = waits(cast)
    with clock.at(NOW + OFFERED_FOR), pytest.raises(WrongStatus) as refused:
        accept_offer(cast.actor("lin"), entry.pk)
    assert refused.value.code == "offer_over"
    assert not Booking.objects.exists()


def test_not_before_anything_is_offered(cast: Cast, plant: Plant, project: Project) -> None:
    waits(cast)
    with pytest.raises(WrongStatus):
        accept_offer(cast.actor("lin"), waits(cast).pk)


def test_every_rule_is_asked_again(cast: Cast, plant: Plant, project: Project) -> None:
    entry = waits(cast)
    project.status = "closed"
    project.save()
    with pytest.raises(Refused):
        accept_offer(cast.actor("lin"), entry.pk)
    entry.refresh_from_db()
    assert entry.status == WaitStatus.OFFERED
    assert Occupation.objects.get(active=True).kind == OccupationKind.HOLD


def test_who_may_not(cast: Cast, plant: Plant, project: Project) -> None:
    entry = waits(cast)
    with pytest.raises(Missing):
        accept_offer(cast.actor("eve"), entry.pk)
    with pytest.raises(NotAllowed):
        accept_offer(cast.actor("operator"), entry.pk)
