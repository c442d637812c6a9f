"""Requests that nobody decides end by themselves, once."""

from datetime import timedelta

import pytest

from bookings.actions.expire_requests import expire_requests
from bookings.choices import BookingStatus, StageStatus
from bookings.events import BookingEnded
from bookings.models import Booking, Occupation, Stage
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from tests.bookings.asking import NOW, booked
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_requests_expire_once(cast: Cast, plant: Plant, project: Project) -> None:
    kept = booked(cast, ("DSC-1", 0, 8))
    plant.vessels.approves_itself = False
    plant.vessels.save()
    request = booked(cast)
    assert expire_requests() == 0
    with clock.at(NOW + timedelta(days=3)), events.heard(BookingEnded) as told:
        again = booked(cast)  # the time is free before the job has been by
        assert expire_requests() == 1
        assert expire_requests() == 0
    assert told == [BookingEnded(request.pk)]
    status = dict(Booking.objects.values_list("pk", "status"))
    assert status == {
        kept.pk: BookingStatus.CONFIRMED,
        request.pk: BookingStatus.EXPIRED,
        again.pk: BookingStatus.REQUESTED,
    }
    assert Stage.objects.get(booking=request).status == StageStatus.RELEASED
    assert Occupation.objects.filter(active=True).count() == 2
    entry = AuditEntry.objects.get(verb="booking.expired")
    assert (entry.actor, entry.acting_as) == (None, "job:expire_requests")


def test_one_that_was_decided_a_moment_ago_is_left_alone(
    cast: Cast, plant: Plant, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    booking = booked(cast)
    claim = Booking.claim

    def decided_first(self: Booking, seen: int | None) -> str:
        Booking.objects.update(status=BookingStatus.CONFIRMED, expires_at=None)
        return claim(self, seen)

    monkeypatch.setattr(Booking, "claim", decided_first)
    with clock.at(NOW + timedelta(days=3)):
        assert expire_requests() == 0
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
