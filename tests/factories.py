"""A small plant for tests: two vessels, a skid, an instrument, their utilities and prices."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookings.models import RateCard, RateLine
from equipment.choices import FeeUnit, Kind, UtilityPhase
from equipment.models import Area, ClassDemand, Equipment, EquipmentClass, Tag, Utility
from pilotbase.accounts.choices import Containment
from tests.people import Cast


@dataclass(frozen=True)
class Plant:
    """BR300-1 and BR300-2 (300 L, 3,800 a day, 8 h before and 8 h after), DSC-1, HPLC-1."""

    area: Area
    vessels: EquipmentClass
    br300: Equipment
    br300_2: Equipment
    dsc: Equipment
    hplc: Equipment
    steam: Utility


def a_plant(cast: Cast) -> Plant:
    area = Area.objects.create(
        facility=cast.facility, code="F2", name_zh="发酵二区", name_en="Fermentation 2"
    )
    vessels = a_class(
        cast,
        "BR300",
        Kind.BIOREACTOR,
        preparation=timedelta(hours=8),
        turnaround=timedelta(hours=8),
        shortest=timedelta(hours=4),
    )
    skids = a_class(cast, "DSC", Kind.SKID)
    instruments = a_class(cast, "LAB", Kind.INSTRUMENT)
    steam = Utility.objects.create(
        facility=cast.facility,
        code="steam",
        name_zh="蒸汽",
        name_en="Steam",
        unit="kg/h",
        capacity=Decimal(2000),
    )
    ClassDemand.objects.create(
        equipment_class=vessels,
        utility=steam,
        phase=UtilityPhase.PREPARATION,
        length=timedelta(hours=1),
        amount=Decimal(57),
    )
    card = RateCard.objects.create(facility=cast.facility, valid_from=date(2020, 1, 1))
    prices = [(vessels, FeeUnit.DAY, 3800), (skids, FeeUnit.HOUR, 350)]
    for of, fee, amount in [*prices, (instruments, FeeUnit.HOUR, 100)]:
        RateLine.objects.create(card=card, equipment_class=of, unit=fee, amount=Decimal(amount))
    br300 = a_machine(area, vessels, "BR300-1")
    for code, unit, low, high in [("TIC", "degC", 4, 60), ("PH", "pH", 2, 12), ("DO", "%", 0, 120)]:
        Tag.objects.create(
            equipment=br300,
            code=code,
            name_zh=code,
            name_en=code,
            unit=unit,
            lowest=low,
            highest=high,
        )
    return Plant(
        area=area,
        vessels=vessels,
        br300=br300,
        br300_2=a_machine(area, vessels, "BR300-2"),
        dsc=a_machine(area, skids, "DSC-1"),
        hplc=a_machine(area, instruments, "HPLC-1"),
        steam=steam,
    )


def a_class(cast: Cast, code: str, kind: Kind, **rules: Any) -> EquipmentClass:
    return EquipmentClass.objects.create(
        facility=cast.facility, code=code, name_zh=code, name_en=code, kind=kind, **rules
    )


def a_machine(area: Area, of: EquipmentClass, tag: str, **more: Any) -> Equipment:
    return Equipment.objects.create(
        facility=area.facility,
        area=area,
        equipment_class=of,
        tag=tag,
        name_zh=tag,
        name_en=tag,
        max_containment=more.pop("max_containment", Containment.BL1_LS),
        **more,
    )
