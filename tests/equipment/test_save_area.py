"""An area of the hall is kept, and retires."""

from datetime import time
from typing import Any

import pytest

from equipment.actions.save_area import retire_area, save_area
from equipment.models import Area, Equipment
from equipment.schemas.plant import AreaData
from pilotbase.core.errors import Conflict, NotAllowed
from tests.factories import Plant, a_machine
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


def test_it_stays_while_machines_stand_in_it(plant: Plant, cast: Cast) -> None:
    manager = cast.actor("manager")
    Equipment.objects.filter(tag__in=["DSC-1", "HPLC-1"]).update(retired_from=DAY)
    with pytest.raises(Conflict) as refused:
        retire_area(manager, "F2", plant.area.version, DAY)
    assert (refused.value.code, refused.value.field) == ("still_needed", "day")
    assert refused.value.message == ("F2 is still needed on that day or later: BR300-1, BR300-2.")
    assert not Area.objects.exclude(retired_from=None).exists()
    Equipment.objects.update(retired_from=DAY)
    assert retire_area(manager, "F2", plant.area.version, DAY).retired_from == DAY


def test_of_many_machines_twenty_are_named(plant: Plant, cast: Cast) -> None:
    for n in range(21):
        a_machine(plant.area, plant.vessels, f"BR9-{n:02}")
    with pytest.raises(Conflict, match="and 5 more") as refused:
        retire_area(cast.actor("manager"), "F2", plant.area.version, DAY)
    assert "BR9-17" in refused.value.message
    assert "BR9-18" not in refused.value.message
