"""The fee schedule: from a day on, one price for each class."""

from decimal import Decimal
from typing import Any

import pytest

from bookings.actions.save_rate import RateData, save_rate
from bookings.models import RateCard, RateLine
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> RateData:
    words = {"valid_from": "2027-01-01", "equipment_class": "BR300", "unit": "day"}
    return RateData.model_validate({**words, "amount": "4000", **more})


@pytest.mark.parametrize("name", ["finance", "manager"])
def test_who_keeps_prices_says_one_anew(plant: Plant, cast: Cast, name: str) -> None:
    anew = said(amount="4100", park_factor="0.7")
    line = says_anew(cast.actor(name), save_rate, said(), anew)
    assert (line.amount, line.card.park_factor) == (Decimal(4100), Decimal("0.7"))
    assert RateCard.objects.count() == 2
    before = RateLine.objects.get(card__valid_from="2020-01-01", equipment_class=plant.vessels)
    assert before.amount == Decimal(3800)


def test_an_unknown_class_is_said_beside_its_field(plant: Plant, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_rate(cast.actor("finance"), said(equipment_class="NONE"))
    assert refused.value.field == "equipment_class"


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "quality"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_rate(cast.actor(name), said())
    assert RateCard.objects.count() == 1
