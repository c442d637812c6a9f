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


@pytest.mark.parametrize("odd", ["nan", "1e999999", "-inf"])
def test_a_limit_is_a_number(plant: Plant, cast: Cast, odd: str) -> None:
    """The page broke: the audit trail keeps no infinity."""
    words = {"equipment": "DSC-1", "code": "SIC", "name_zh": "转速", "name_en": "Speed"}
    page, more = cast.client("manager"), {"unit": "1/min", "decimals": "0", "position": "1"}
    refused = page.post("/plant/tags/new", {**words, **more, "high": odd})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["high"]
    assert page.post("/plant/tags/new", {**words, **more, "high": "7000"}).status_code == 302
    assert Tag.objects.get(equipment=plant.dsc).high == 7000


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_tag(cast.actor(name), said())
    assert not Tag.objects.filter(equipment=plant.dsc).exists()
