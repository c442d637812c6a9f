"""What a class draws from a utility in a phase: one opinion of each."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from equipment.actions.save_demand import save_demand
from equipment.models import ClassDemand
from equipment.schemas.plant import DemandData
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> DemandData:
    words = {"equipment_class": "DSC", "utility": "steam", "phase": "run", "amount": "30"}
    return DemandData.model_validate({**words, **more})


def test_a_manager_says_it_anew(plant: Plant, cast: Cast) -> None:
    demand = says_anew(cast.actor("manager"), save_demand, said(), said(amount="40", length="1.5"))
    assert (demand.amount, demand.length) == (Decimal(40), timedelta(hours=1.5))
    assert demand.equipment_class == plant.dsc.equipment_class


@pytest.mark.parametrize("field", ["equipment_class", "utility"])
def test_what_is_unknown_is_said_beside_its_field(plant: Plant, cast: Cast, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_demand(cast.actor("manager"), said(**{field: "NONE"}))
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_demand(cast.actor(name), said())
    assert ClassDemand.objects.count() == 1
