"""What machines can do is kept by its names in both languages, and found by either."""

from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from equipment.actions.save_capability import retire_capability, save_capability
from equipment.actions.save_equipment import save_equipment
from equipment.models import Capability, Equipment
from equipment.schemas.plant import CapabilityData, EquipmentData
from pilotbase.accounts.masterdata import StillNeeded
from pilotbase.accounts.models import Facility
from pilotbase.core.errors import Invalid, NotAllowed
from tests.factories import Plant
from tests.keeping import DAY, keeps_versions, retires
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(code: str = "methanol", **more: Any) -> CapabilityData:
    return CapabilityData.model_validate(
        {"code": code, "name_zh": "甲醇", "name_en": "Methanol", **more}
    )


def able(cast: Cast, *words: str, **more: Any) -> Equipment:
    names = {"name_zh": "罐", "name_en": "Vessel", "area": "F2", "equipment_class": "BR300"}
    data = {"tag": "BR300-9", **names, "capabilities": words, **more}
    return save_equipment(cast.actor("manager"), EquipmentData.model_validate(data))


def test_a_manager_keeps_it(cast: Cast) -> None:
    manager, changed = cast.actor("manager"), said(name_en="Methanol feed")
    kept = keeps_versions(manager, save_capability, said(), changed, said("NONE"))
    assert (kept.name_en, kept.facility) == ("Methanol feed", cast.facility)
    retires(manager, retire_capability, "methanol", kept)


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "finance"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_capability(cast.actor(name), said())
    with pytest.raises(NotAllowed):
        retire_capability(cast.actor(name), "methanol", 1, DAY)


def test_each_plant_has_its_own(cast: Cast) -> None:
    other = Facility.objects.create(code="NB", name_zh="宁波", name_en="Ningbo")
    Capability.objects.create(facility=other, code="methanol", name_zh="甲", name_en="M")
    assert save_capability(cast.actor("manager"), said()).facility == cast.facility


@pytest.mark.parametrize("name", ["code", "name_zh", "name_en"])
@pytest.mark.parametrize("comma", [",", "，", "、", ";"])
def test_a_word_has_no_comma(name: str, comma: str) -> None:
    with pytest.raises(ValidationError):
        said(**{name: f"a{comma}b"})


@pytest.mark.parametrize("word", ["methanol", "METHANOL", " 甲醇 ", "Methanol feed"])
def test_a_machine_says_what_it_can_by_code_or_name(cast: Cast, plant: Plant, word: str) -> None:
    save_capability(cast.actor("manager"), said(name_en="Methanol feed"))
    assert able(cast, word, "methanol").capabilities == ["methanol"]


def test_a_cell_of_a_workbook_names_several(cast: Cast, plant: Plant) -> None:
    for code, zh in (("methanol", "甲醇"), ("off-gas", "尾气分析")):
        save_capability(cast.actor("manager"), said(code, name_zh=zh))
    assert able(cast, capabilities="甲醇， off-gas,").capabilities == ["methanol", "off-gas"]


def test_what_nobody_named_is_refused(cast: Cast, plant: Plant) -> None:
    gone = save_capability(cast.actor("manager"), said("gone"))
    retire_capability(cast.actor("manager"), "gone", gone.version, DAY.replace(year=2020))
    for word in ("warp", "gone"):
        with pytest.raises(Invalid) as refused:
            able(cast, word)
        assert (refused.value.field, refused.value.code) == ("capabilities", "missing")
        assert f"There is no capability {word} here" in refused.value.message


def test_it_stays_while_a_machine_has_it(cast: Cast, plant: Plant) -> None:
    kept = save_capability(cast.actor("manager"), said())
    machine = able(cast, "methanol")
    with pytest.raises(StillNeeded) as refused:
        retire_capability(cast.actor("manager"), "methanol", kept.version, DAY)
    assert refused.value.more == {"needed_by": ["BR300-9"]}
    machine.retired_from = DAY
    machine.save()
    kept.refresh_from_db()
    gone = retire_capability(cast.actor("manager"), "methanol", kept.version, DAY)
    assert gone.retired_from == DAY


def test_the_form_of_a_machine_offers_them(cast: Cast, plant: Plant) -> None:
    save_capability(cast.actor("manager"), said())
    plant.br300.capabilities = ["methanol", "warp"]
    plant.br300.save()
    page = cast.client("manager").get(f"/plant/equipment/{plant.br300.pk}")
    shown = page.context["form"]["capabilities"]
    assert (shown.value(), [value for value, _label in shown.field.choices]) == (
        ["methanol", "warp"],
        ["methanol", "warp"],
    )
    html = page.content.decode()
    assert html.count('type="checkbox" name="capabilities"') == 2


@pytest.mark.parametrize(("language", "name"), [("en", "Methanol"), ("zh-hans", "甲醇")])
def test_everyone_reads_it_in_her_language(
    cast: Cast, plant: Plant, language: str, name: str
) -> None:
    save_capability(cast.actor("manager"), said("meoh-3"))
    able(cast, "meoh-3")
    reader = Client(headers={"Accept-Language": language})
    for path in ("/machines/BR300-9", "/catalogue", "/catalogue/BR300"):
        html = reader.get(path).content.decode()
        assert name in html
        assert "meoh-3" not in html


def test_programs_read_both(cast: Cast, plant: Plant) -> None:
    save_capability(cast.actor("manager"), said())
    able(cast, "methanol")
    both = [{"code": "methanol", "name_zh": "甲醇", "name_en": "Methanol"}]
    shelf = Client().get("/api/v1/catalogue/BR300").json()["machines"]
    listed = Client().get("/api/v1/equipment").json()["items"]
    shown = Client().get("/api/v1/equipment/BR300-9").json()
    for told in (*(one for one in (*shelf, *listed) if one["tag"] == "BR300-9"), shown):
        assert (told["capabilities"], told["can"]) == (["methanol"], both)


@pytest.mark.parametrize("need", ["methanol", "甲醇", "feeds MeOH", "甲醇诱导", "m1"])
def test_a_need_in_either_language_finds_it(cast: Cast, plant: Plant, need: str) -> None:
    data = said("M1", name_zh="甲醇诱导", name_en="Feeds MeOH")
    save_capability(cast.actor("manager"), data)
    able(cast, "M1")
    told = Client().get("/api/v1/catalogue", {"need": need}).json()
    assert told["need"]["abilities"] == ["methanol"]
    (shelf,) = told["items"]
    assert (shelf["machines"][0]["tag"], shelf["machines"][0]["fit"]["missing"]) == ("BR300-9", [])
    for language, name in (("en", "Feeds MeOH"), ("zh-hans", "甲醇诱导")):
        reader = Client(headers={"Accept-Language": language})
        assert name in reader.get("/catalogue", {"need": need}).content.decode()
