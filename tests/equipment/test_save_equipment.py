"""A machine is registered, changed, and retired when nobody needs it any more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bookings.models import Booking
from equipment.actions.save_equipment import retire_equipment, save_equipment
from equipment.models import Capability, CurrentState, Equipment
from equipment.schemas.plant import EquipmentData
from pilotbase.accounts.masterdata import Exists
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Conflict, Invalid, Missing, NotAllowed, Stale, Unconditional
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)


def said(**more: Any) -> EquipmentData:
    words = {"tag": "DSC-9", "name_zh": "碟片离心机", "name_en": "Disc separator"}
    return EquipmentData.model_validate({**words, "area": "F2", "equipment_class": "DSC", **more})


def test_a_manager_registers_and_changes_one(plant: Plant, cast: Cast) -> None:
    manager = cast.actor("manager")
    for code in ("chilled", "ATEX"):
        Capability.objects.create(facility=cast.facility, code=code, name_zh=code, name_en=code)
    made = save_equipment(manager, said(capabilities="chilled, ATEX,,"))
    assert made.capabilities == ["chilled", "ATEX"]
    assert CurrentState.objects.filter(equipment=made).count() == 1
    changed = save_equipment(manager, said(size="500 L/h"), made.version)
    assert (changed.pk, changed.size, changed.version) == (made.pk, "500 L/h", made.version + 1)
    entries = AuditEntry.objects.filter(verb__startswith="equipment.").order_by("pk")
    assert list(entries.values_list("verb", flat=True)) == ["equipment.made", "equipment.changed"]
    before, after = entries[1].before or {}, entries[1].after or {}
    assert (before["size"], after["size"]) == ("", "500 L/h")


@pytest.mark.parametrize("field", ["area", "equipment_class"])
def test_what_is_unknown_is_said_beside_its_field(plant: Plant, cast: Cast, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_equipment(cast.actor("manager"), said(**{field: "NONE"}))
    assert refused.value.field == field
    assert not Equipment.objects.filter(tag="DSC-9").exists()


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "admin"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_equipment(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_equipment(cast.actor(name), "DSC-1", plant.dsc.version, DAY)


def test_nobody_changes_what_she_has_not_seen(plant: Plant, cast: Cast) -> None:
    manager = cast.actor("manager")
    with pytest.raises(Exists):
        save_equipment(manager, said(tag="DSC-1"))
    with pytest.raises(Stale):
        save_equipment(manager, said(tag="DSC-1"), plant.dsc.version + 1)
    with pytest.raises(Missing):
        save_equipment(manager, said(tag="DSC-8"), 1)
    with pytest.raises(Unconditional):
        retire_equipment(manager, "DSC-1", None, DAY)


def booked(plant: Plant, project: Project, days: int, **more: Any) -> Booking:
    """A run of a day on BR300-1 whose occupation ends on the day so many after the first."""
    start = datetime.combine(DAY, datetime.min.time(), plant.area.facility.zone)
    end = start + timedelta(days=days, hours=6)
    return a_booking(project, plant.br300, end - timedelta(days=1), end, **more)


def test_it_stays_while_bookings_need_it(plant: Plant, cast: Cast, project: Project) -> None:
    manager = cast.actor("manager")
    booked(plant, project, -2)
    needed = [booked(plant, project, days).number for days in (0, 3)]
    with pytest.raises(Conflict) as refused:
        retire_equipment(manager, "BR300-1", plant.br300.version, DAY)
    assert refused.value.code == "still_booked"
    assert ", ".join(needed) in refused.value.message
    assert refused.value.more == {"needed_by": needed}
    assert not Equipment.objects.exclude(retired_from=None).exists()
    later = retire_equipment(manager, "BR300-1", plant.br300.version, DAY + timedelta(days=4))
    assert later.retired_from == DAY + timedelta(days=4)
    assert AuditEntry.objects.latest("pk").verb == "equipment.retired"


def test_what_has_ended_needs_no_machine(plant: Plant, cast: Cast, project: Project) -> None:
    given_back = booked(plant, project, 3)
    given_back.stages.get().occupations.update(active=False)
    booked(plant, project, 6, lapses_at=datetime(2020, 1, 1, tzinfo=plant.area.facility.zone))
    gone = retire_equipment(cast.actor("manager"), "BR300-1", plant.br300.version, DAY)
    assert gone.retired_from == DAY


def test_the_page_says_which(plant: Plant, cast: Cast, project: Project) -> None:
    number = booked(plant, project, 3).number
    said = {"day": DAY.isoformat(), "version": plant.br300.version}
    client, path = cast.client("manager"), f"/plant/equipment/{plant.br300.pk}"
    page = client.post(f"{path}/retire", said, follow=True)
    assert number in page.content.decode()
    assert not Equipment.objects.exclude(retired_from=None).exists()
