"""A utility is kept: what all machines share, and how much of it there is."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from bookings.models import UtilityDraw
from equipment.actions.save_utility import retire_utility, save_utility
from equipment.models import ClassDemand, Utility
from equipment.schemas.plant import UtilityData
from pilotbase.accounts.models import Project
from pilotbase.core.errors import Conflict, NotAllowed
from tests.bookings.standing import a_booking
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


def drawn(plant: Plant, project: Project, days: int) -> str:
    """A booking that draws steam at 04:00, so many days after the first."""
    zone = plant.area.facility.zone
    at = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=zone) + timedelta(days=days)
    booking = a_booking(project, plant.br300, at + timedelta(hours=8), at + timedelta(hours=12))
    UtilityDraw.objects.create(
        occupation=booking.stages.get().occupations.get(),
        utility=plant.steam,
        amount=Decimal(57),
        start=at,
        end=at + timedelta(hours=1),
    )
    return booking.number


def test_it_stays_while_bookings_draw_on_it(plant: Plant, cast: Cast, project: Project) -> None:
    manager = cast.actor("manager")
    before, after = (drawn(plant, project, days) for days in (-2, 3))
    with pytest.raises(Conflict) as refused:
        retire_utility(manager, "steam", plant.steam.version, DAY)
    assert refused.value.code == "still_booked"
    assert refused.value.message == f"steam is still needed on that day or later: {after}."
    assert before not in refused.value.message
    assert not Utility.objects.exclude(retired_from=None).exists()
    later = DAY + timedelta(days=4)
    assert retire_utility(manager, "steam", plant.steam.version, later).retired_from == later
    assert ClassDemand.objects.filter(utility=plant.steam).exists()
