"""What is measured on a machine: unit, range, limits."""

from typing import Any

import pytest

from equipment.actions.save_tag import save_tag
from equipment.models import Tag
from equipment.schemas.plant import TagData
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import says_anew
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> TagData:
    words = {"equipment": "DSC-1", "code": "SIC", "name_zh": "转速", "name_en": "Speed"}
    return TagData.model_validate({**words, "unit": "1/min", **more})


def test_a_manager_says_it_anew(plant: Plant, cast: Cast) -> None:
    tag = says_anew(cast.actor("manager"), save_tag, said(), said(high=7000.0, decimals=0))
    assert (tag.equipment, tag.high, tag.decimals) == (plant.dsc, 7000.0, 0)


def test_an_unknown_machine_is_said_beside_its_field(plant: Plant, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_tag(cast.actor("manager"), said(equipment="NONE"))
    assert refused.value.field == "equipment"


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_tag(cast.actor(name), said())
    assert not Tag.objects.filter(equipment=plant.dsc).exists()
