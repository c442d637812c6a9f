"""What stands in the hall, as master data."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from equipment.actions.save_area import retire_area, save_area
from equipment.actions.save_capability import retire_capability, save_capability
from equipment.actions.save_class import HOURS, retire_class, save_class
from equipment.actions.save_demand import save_demand
from equipment.actions.save_equipment import retire_equipment, save_equipment
from equipment.actions.save_gateway import retire_gateway, save_gateway
from equipment.actions.save_plan import PLACE, retire_plan, save_plan
from equipment.actions.save_tag import save_tag
from equipment.actions.save_utility import retire_utility, save_utility
from equipment.models import (
    Area,
    Capability,
    ClassDemand,
    Equipment,
    EquipmentClass,
    Gateway,
    MaintenancePlan,
    Tag,
    Utility,
)
from equipment.schemas.plant import (
    AreaData,
    CapabilityData,
    ClassData,
    DemandData,
    EquipmentData,
    GatewayData,
    TagData,
    UtilityData,
)
from equipment.schemas.upkeep import PlanData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Choices, Noun, here, offered
from pilotbase.accounts.nouns import fields_of
from pilotbase.accounts.permissions import Permission

PLANT = Permission.MANAGE_PLANT


def coded(model: type[Model], name: str = "code") -> Callable[[Actor], Choices]:
    """The rows to choose from that have not retired, as their code and name."""
    rows: Any = model._meta.default_manager

    def choices(actor: Actor) -> Choices:
        found = offered(here(actor, rows.all()))
        return [(getattr(r, name), f"{getattr(r, name)} {r}") for r in found]

    return choices


def in_hours(length: timedelta | None) -> Decimal | None:
    if length is None:
        return None
    return (Decimal(length // timedelta(minutes=1)) / 60).quantize(Decimal("0.0001")).normalize()


def _class(row: EquipmentClass) -> dict[str, Any]:
    return fields_of(row, ClassData) | {name: in_hours(getattr(row, name)) for name in HOURS}


def _machine(row: Equipment) -> dict[str, Any]:
    return fields_of(row, EquipmentData) | {
        "area": row.area.code,
        "equipment_class": row.equipment_class.code,
        "capabilities": list(row.capabilities),
    }


def _demand(row: ClassDemand) -> dict[str, Any]:
    return fields_of(row, DemandData) | {
        "equipment_class": row.equipment_class.code,
        "utility": row.utility.code,
        "offset": in_hours(row.offset),
        "length": in_hours(row.length),
    }


def _tag(row: Tag) -> dict[str, Any]:
    return fields_of(row, TagData) | {"equipment": row.equipment.tag}


def _gateway(row: Gateway) -> dict[str, Any]:
    machines = sorted(machine.tag for machine in row.equipment.all())
    return fields_of(row, GatewayData) | {"machines": ", ".join(machines)}


def _plan(row: MaintenancePlan) -> dict[str, Any]:
    return fields_of(row, PlanData) | {"equipment": row.equipment.tag}


NOUNS = (
    Noun(
        key="areas",
        one=_("area"),
        many=_("Areas"),
        permission=PLANT,
        schema=AreaData,
        rows=lambda actor: here(actor, Area.objects.order_by("position", "code")),
        name="code",
        columns=("code", "name_zh", "name_en", "opens_at", "closes_at"),
        said=lambda row: fields_of(row, AreaData),
        save=save_area,
        retire=retire_area,
    ),
    Noun(
        key="classes",
        one=_("equipment class"),
        many=_("Equipment classes"),
        permission=PLANT,
        schema=ClassData,
        rows=lambda actor: here(actor, EquipmentClass.objects.order_by("position", "code")),
        name="code",
        columns=("code", "name_zh", "name_en", "kind", "preparation", "turnaround", "lead_days"),
        said=_class,
        save=save_class,
        retire=retire_class,
        labels={
            "preparation": _("preparation (h)"),
            "turnaround": _("turnaround (h)"),
            "granularity": _("granularity (h)"),
            "shortest": _("shortest run (h)"),
            "longest": _("longest run (h)"),
            "approves_itself": _("confirmed without the platform's approval"),
        },
    ),
    Noun(
        key="capabilities",
        one=_("capability"),
        many=_("Capabilities"),
        permission=PLANT,
        schema=CapabilityData,
        rows=lambda actor: here(actor, Capability.objects.order_by("code")),
        name="code",
        columns=("code", "name_zh", "name_en"),
        said=lambda row: fields_of(row, CapabilityData),
        save=save_capability,
        retire=retire_capability,
    ),
    Noun(
        key="equipment",
        one=_("machine"),
        many=_("Machines"),
        permission=PLANT,
        schema=EquipmentData,
        rows=lambda actor: here(actor, Equipment.objects.catalogue()),
        name="tag",
        columns=("tag", "name_zh", "name_en", "area", "equipment_class", "size"),
        said=_machine,
        save=save_equipment,
        retire=retire_equipment,
        references={
            "area": coded(Area),
            "equipment_class": coded(EquipmentClass),
            "capabilities": coded(Capability),
        },
    ),
    Noun(
        key="utilities",
        one=_("utility"),
        many=_("Utilities"),
        permission=PLANT,
        schema=UtilityData,
        rows=lambda actor: here(actor, Utility.objects.order_by("code")),
        name="code",
        columns=("code", "name_zh", "name_en", "capacity", "unit"),
        said=lambda row: fields_of(row, UtilityData),
        save=save_utility,
        retire=retire_utility,
    ),
    Noun(
        key="demands",
        one=_("utility demand"),
        many=_("Utility demands"),
        permission=PLANT,
        schema=DemandData,
        rows=lambda actor: here(
            actor,
            ClassDemand.objects.select_related("equipment_class", "utility"),
            "utility__facility",
        ),
        name="pk",
        columns=("equipment_class", "utility", "phase", "amount"),
        said=_demand,
        save=save_demand,
        references={"equipment_class": coded(EquipmentClass), "utility": coded(Utility)},
        labels={"offset": _("begins after (h)"), "length": _("lasts (h)")},
    ),
    Noun(
        key="tags",
        one=_("measured variable"),
        many=_("Measured variables"),
        permission=PLANT,
        schema=TagData,
        rows=lambda actor: here(
            actor,
            Tag.objects.select_related("equipment").order_by("equipment__tag", "position"),
            "equipment__facility",
        ),
        name="pk",
        columns=("equipment", "code", "name_zh", "name_en", "unit"),
        said=_tag,
        save=save_tag,
        references={"equipment": coded(Equipment, "tag")},
        labels={
            "position": _("position"),
            "low_low": _("alarm, too low"),
            "low": _("warning, low"),
            "high": _("warning, high"),
            "high_high": _("alarm, too high"),
        },
    ),
    Noun(
        key="gateways",
        one=_("gateway"),
        many=_("Gateways"),
        permission=PLANT,
        schema=GatewayData,
        rows=lambda actor: here(
            actor, Gateway.objects.prefetch_related("equipment").order_by("code")
        ),
        name="code",
        columns=("code", "name_zh", "name_en", "machines"),
        said=_gateway,
        save=save_gateway,
        retire=retire_gateway,
        labels={"machines": _("machines")},
    ),
    Noun(
        key="plans",
        one=_("maintenance plan"),
        many=_("Maintenance plans"),
        permission=Permission.PLAN_MAINTENANCE,
        schema=PlanData,
        rows=lambda actor: here(
            actor,
            MaintenancePlan.objects.select_related("equipment").order_by("equipment__tag", "code"),
            PLACE,
        ),
        name="code",
        columns=("code", "equipment", "name_zh", "name_en", "kind", "every_days", "due_on"),
        said=_plan,
        save=save_plan,
        retire=retire_plan,
        references={"equipment": coded(Equipment, "tag")},
    ),
)
