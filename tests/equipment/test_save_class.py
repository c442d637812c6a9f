"""A class of machines is kept: its times are said in hours."""

from datetime import timedelta
from typing import Any

import pytest

from equipment.actions.save_class import retire_class, save_class
from equipment.models import EquipmentClass
from equipment.schemas_plant import ClassData
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(code: str = "BR15", **more: Any) -> ClassData:
    words = {"code": code, "name_zh": "15 L 罐", "name_en": "15 L vessel", "kind": "bioreactor"}
    return ClassData.model_validate({**words, **more})


def test_a_manager_keeps_it(cast: Cast) -> None:
    manager, changed = cast.actor("manager"), said(preparation="4.5", longest=72)
    of = keeps_versions(manager, save_class, said(), changed, said("NONE"))
    assert (of.preparation, of.longest) == (timedelta(hours=4.5), timedelta(hours=72))
    retires(manager, retire_class, "BR15", of)


def test_its_limits_do_not_cross(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_class(cast.actor("manager"), said(shortest=8, longest=4))
    assert refused.value.field == "longest"
    assert not EquipmentClass.objects.exists()


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_class(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_class(cast.actor(name), "BR300", plant.vessels.version, DAY)
