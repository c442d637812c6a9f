"""An offer that lapses goes to the next in line; a wait ends when nothing could be offered."""

import pytest

from bookings.actions.pass_offers_on import pass_offers_on
from bookings.choices import WaitStatus
from bookings.models import Occupation, WaitEntry
from bookings.waiting import OFFERED_FOR
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.jobs import REGISTRY
from tests.bookings.asking import NOW, at, booked
from tests.bookings.in_line import waits
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def statuses() -> list[str]:
    return list(WaitEntry.objects.order_by("pk").values_list("status", flat=True))


def test_the_next_is_offered_what_lapsed(cast: Cast, plant: Plant, project: Project) -> None:
    assert "bookings.offers" in REGISTRY
    for _n in range(3):
        waits(cast)
    assert pass_offers_on() == 0
    with clock.at(NOW + OFFERED_FOR):
        assert pass_offers_on() == 1
        assert pass_offers_on() == 0
    assert statuses() == [WaitStatus.LAPSED, WaitStatus.OFFERED, WaitStatus.WAITING]
    assert Occupation.objects.filter(active=True).count() == 1
    with clock.at(at(-8)):  # its preparation would have begun
        pass_offers_on()
    assert statuses() == [WaitStatus.LAPSED, WaitStatus.LAPSED, WaitStatus.OFFERED]
    with clock.at(at(200)):
        pass_offers_on()
    assert statuses() == [WaitStatus.LAPSED] * 3
    assert not Occupation.objects.filter(active=True).exists()


def test_a_wait_ends_with_its_window(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast, ("BR300-1", 0, 96))
    waits(cast, 0, 96, 48)
    with clock.at(at(47)):
        assert pass_offers_on() == 0
    with clock.at(at(48)):
        assert pass_offers_on() == 1
    assert statuses() == [WaitStatus.OVER]


def test_what_became_free_unheard_is_offered(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    waits(cast)
    booking.stages.get().occupations.update(active=False)
    assert pass_offers_on() == 1
    assert statuses() == [WaitStatus.OFFERED]
