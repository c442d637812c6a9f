"""A class of machines is kept: its times are said in hours."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from equipment.actions.save_class import retire_class, save_class
from equipment.models import EquipmentClass
from equipment.schemas.plant import ClassData
from pilotbase.accounts.models import Project
from pilotbase.core.errors import Conflict, Invalid, NotAllowed
from tests.bookings.standing import a_booking
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


def booked(plant: Plant, project: Project, day: date) -> str:
    """Six hours on BR300-2, with the class's times around them, ending at 14:00 of that day."""
    end = datetime(day.year, day.month, day.day, 6, tzinfo=plant.area.facility.zone)
    return a_booking(project, plant.br300_2, end - timedelta(hours=6), end).number


def test_it_stays_while_bookings_need_one_of_it(plant: Plant, cast: Cast, project: Project) -> None:
    manager = cast.actor("manager")
    before, on, after = (booked(plant, project, DAY + timedelta(days=n)) for n in (-3, 0, 5))
    with pytest.raises(Conflict) as refused:
        retire_class(manager, "BR300", plant.vessels.version, DAY)
    assert (refused.value.code, refused.value.field) == ("still_booked", "day")
    assert refused.value.message == (f"BR300 is still needed on that day or later: {on}, {after}.")
    assert before not in refused.value.message
    assert not EquipmentClass.objects.exclude(retired_from=None).exists()
    later = retire_class(manager, "BR300", plant.vessels.version, DAY + timedelta(days=6))
    assert later.retired_from == DAY + timedelta(days=6)


def test_another_class_is_in_nobodys_way(plant: Plant, cast: Cast, project: Project) -> None:
    booked(plant, project, DAY)
    skids = plant.dsc.equipment_class
    gone = retire_class(cast.actor("manager"), "DSC", skids.version, DAY)
    assert gone.retired_from == DAY


def test_the_page_says_which(plant: Plant, cast: Cast, project: Project) -> None:
    number = booked(plant, project, DAY)
    said = {"day": DAY.isoformat(), "version": plant.vessels.version}
    client, path = cast.client("manager"), f"/plant/classes/{plant.vessels.pk}/retire"
    page = client.post(path, said, follow=True)
    assert f"BR300 is still needed on that day or later: {number}" in page.content.decode()
    assert not EquipmentClass.objects.exclude(retired_from=None).exists()
