"""The last of what is limited goes to one: many processes ask for it at the same instant.

Every racer is a process that speaks HTTP to the whole application and books a machine of its own,
so that no machine's lock keeps them apart.
"""

from collections import Counter
from functools import partial

import pytest

from bookings.models import Booking, RateCard, RateLine, RuleSet
from equipment.choices import FeeUnit, Kind
from equipment.models import Area, EquipmentClass
from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.core import clock
from tests.bookings.asking import NOW, asked, post
from tests.bookings.test_races import FEWER, RACERS, client, told
from tests.factories import Plant, a_class, a_machine
from tests.people import Cast
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WEEK = 168
FIT, HOURS = 3, 4  # how many of the racers fit in a week, with so many hours each


def take_the_last_hours(token: str, n: int, racer: int) -> str:
    """A week for each round."""
    with clock.at(NOW):
        return told(post(client(token), asked((f"OWN-{racer}", n * WEEK, HOURS))))


def fill_the_hall(token: str, n: int, racer: int) -> str:
    """A day for each round."""
    with clock.at(NOW):
        return told(post(client(token), asked((f"OWN-{racer}", n * 24, HOURS))))


@pytest.fixture
def token(cast: Cast, plant: Plant, project: Project) -> str:
    of = a_class(cast, "OWN", Kind.SKID)
    for n in range(RACERS):
        a_machine(plant.area, of, f"OWN-{n}")
    card = RateCard.objects.get()
    RateLine.objects.create(card=card, equipment_class=of, unit=FeeUnit.RUN, amount=1)
    membership = Membership.objects.get(user=cast.lin)
    return make_token(membership, "race", tuple(Scope))[1]


def test_the_last_hours_of_a_quota(token: str) -> None:
    of = EquipmentClass.objects.get(code="OWN")
    most = str(FIT * HOURS + HOURS - 1)
    quota = {"counts": "hours", "each": "week", "most": most}
    RuleSet.objects.create(facility=of.facility, equipment_class=of, said={"quotas": [quota]})
    outcomes = race(partial(take_the_last_hours, token), RACERS, FEWER)
    fair = Counter({"ok": FIT, "409 refused quota_hours": RACERS - FIT})
    assert [Counter(heard) for heard in outcomes] == [fair] * FEWER
    assert Booking.objects.count() == FIT * FEWER


def test_the_last_place_in_a_hall(token: str) -> None:
    area = Area.objects.get()
    RuleSet.objects.create(facility=area.facility, area=area, said={"at_once": FIT})
    outcomes = race(partial(fill_the_hall, token), RACERS, FEWER)
    fair = Counter({"ok": FIT, "409 refused place_full": RACERS - FIT})
    assert [Counter(heard) for heard in outcomes] == [fair] * FEWER
