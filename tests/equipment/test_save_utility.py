"""A utility is kept: what all machines share, and how much of it there is."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from equipment.actions.save_utility import retire_utility, save_utility
from equipment.schemas_plant import UtilityData
from pilotbase.core.errors import NotAllowed
from tests.factories import Plant
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(code: str = "air", **more: Any) -> UtilityData:
    words = {"code": code, "name_zh": "压缩空气", "name_en": "Compressed air", "unit": "Nm3/h"}
    return UtilityData.model_validate({**words, "capacity": "900", **more})


def test_a_manager_keeps_it(cast: Cast) -> None:
    manager, changed = cast.actor("manager"), said(capacity="1200.5")
    utility = keeps_versions(manager, save_utility, said(), changed, said("NONE"))
    assert utility.capacity == Decimal("1200.5")
    retires(manager, retire_utility, "air", utility)


def test_there_is_never_less_than_none() -> None:
    with pytest.raises(ValidationError):
        said(capacity="-1")


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_utility(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_utility(cast.actor(name), "steam", plant.steam.version, DAY)
