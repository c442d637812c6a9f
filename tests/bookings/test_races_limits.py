"""The last of what is limited goes to one: many processes ask for it at the same instant.

Every racer books a machine of its own, so that no machine's lock keeps them apart: see ``racers``.
"""

import pytest

from bookings.models import Booking, RateCard, RateLine, RuleSet
from equipment.choices import FeeUnit, Kind
from equipment.models import Area, EquipmentClass
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import NOW, asked, post
from tests.bookings.racers import FEWER, RACERS, ROUNDS, client, fair, token, told
from tests.factories import Plant, a_class, a_machine
from tests.people import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY = 24
FIT, HOURS = 3, 4  # how many of the racers fit in a day, with so many hours each


def take_the_last_hours(lin: str, n: int, racer: int) -> str:
    """A day for each round."""
    with clock.at(NOW):
        return told(post(client(lin), asked((f"OWN-{racer}", n * DAY, HOURS))))


def fill_the_hall(lin: str, n: int, racer: int) -> str:
    """A day for each round."""
    with clock.at(NOW):
        return told(post(client(lin), asked((f"OWN-{racer}", n * DAY, HOURS))))


@pytest.fixture
def lin(cast: Cast, plant: Plant, project: Project) -> str:
    of = a_class(cast, "OWN", Kind.SKID)
    for n in range(RACERS):
        a_machine(plant.area, of, f"OWN-{n}")
    card = RateCard.objects.get()
    RateLine.objects.create(card=card, equipment_class=of, unit=FeeUnit.RUN, amount=1)
    return token(cast, "lin")


def test_the_last_hours_of_a_quota(lin: str) -> None:
    of = EquipmentClass.objects.get(code="OWN")
    most = str(FIT * HOURS + HOURS - 1)
    quota = {"counts": "hours", "each": "day", "most": most}
    RuleSet.objects.create(facility=of.facility, equipment_class=of, said={"quotas": [quota]})
    fair(take_the_last_hours, lin, {"ok": FIT, "409 refused quota_hours": RACERS - FIT})
    assert Booking.objects.count() == FIT * ROUNDS


def test_the_last_place_in_a_hall(lin: str) -> None:
    area = Area.objects.get()
    RuleSet.objects.create(facility=area.facility, area=area, said={"at_once": FIT})
    fair(fill_the_hall, lin, {"ok": FIT, "409 refused place_full": RACERS - FIT}, FEWER)
    assert Booking.objects.count() == FIT * FEWER
