"""An area of the hall is kept, and retires."""

from datetime import time
from typing import Any

import pytest

from equipment.actions.save_area import retire_area, save_area
from equipment.schemas_plant import AreaData
from pilotbase.core.errors import NotAllowed
from tests.factories import Plant
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(code: str = "F9", **more: Any) -> AreaData:
    return AreaData.model_validate({"code": code, "name_zh": "九区", "name_en": "Nine", **more})


def test_a_manager_keeps_it(cast: Cast) -> None:
    manager, changed = cast.actor("manager"), said(opens_at=time(8))
    area = keeps_versions(manager, save_area, said(), changed, said("NONE"))
    assert (area.opens_at, area.facility) == (time(8), cast.facility)
    retires(manager, retire_area, "F9", area)


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_area(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_area(cast.actor(name), "F2", plant.area.version, DAY)
