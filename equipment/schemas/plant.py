"""What one says to make or change what stands in the hall. Times are in hours."""

import re
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Final

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from equipment.choices import Kind, UtilityPhase
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.schemas import ShortSlug, Slug
from pilotbase.core.schemas import Code, Command, Name, Text

Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$")]
Hours = Annotated[Decimal, Field(ge=0, le=8760, decimal_places=4)]
Litres = Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=10, decimal_places=3)]
Small = Annotated[int, Field(ge=0, le=1000)]
COMMAS: Final = re.compile(r"[,，、;；]")


class AreaData(Command):
    code: ShortSlug
    name_zh: Name
    name_en: Name
    note_zh: Annotated[Text, Field(max_length=60)] = ""
    note_en: Annotated[Text, Field(max_length=60)] = ""
    position: Small = 0
    opens_at: time = time(0, 0)
    closes_at: time = time(0, 0)
    open_on_closed_days: bool = True


class ClassData(Command):
    code: ShortSlug
    name_zh: Name
    name_en: Name
    kind: Kind
    position: Small = 0
    total_volume: Litres | None = None
    working_volume: Litres | None = None
    preparation: Hours = Decimal(0)
    turnaround: Hours = Decimal(0)
    granularity: Annotated[Decimal, Field(gt=0, le=24, decimal_places=4)] = Decimal("0.5")
    shortest: Hours = Decimal(1)
    longest: Annotated[Decimal, Field(gt=0, le=8760, decimal_places=4)] = Decimal(336)
    lead_days: Small = 0
    horizon_days: Annotated[int, Field(ge=1, le=1000)] = 183
    staffed_start: bool = False
    approves_itself: bool = True
    request_holds: bool = True
    quota_hours: Annotated[int, Field(ge=1, le=8784)] = 1400
    needs_qualification: bool = False
    qualification_days: Annotated[int, Field(ge=1, le=3660)] = 730


def _no_comma(word: str) -> str:
    if COMMAS.search(word):
        raise ValueError(_("Write it without a comma: lists are written with commas between."))
    return word


def _listed(said: object) -> object:
    """A cell of a workbook names several with commas between."""
    if not isinstance(said, str):
        return said
    return [word.strip() for word in COMMAS.split(said) if word.strip()]


Plain = Annotated[Name, AfterValidator(_no_comma)]


class CapabilityData(Command):
    code: Annotated[Text, Field(min_length=1, max_length=60), AfterValidator(_no_comma)]
    name_zh: Plain
    name_en: Plain


class EquipmentData(Command):
    """``capabilities``: by their codes, or by their names in either language."""

    tag: Tag
    name_zh: Name
    name_en: Name
    area: Code
    equipment_class: Code
    size: Annotated[Text, Field(max_length=24)] = ""
    bookable: bool = True
    capabilities: Annotated[tuple[Code, ...], BeforeValidator(_listed), Field(max_length=40)] = ()
    max_containment: Containment = Containment.BL1_LS
    original_value: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] | None = None
    national_code: Annotated[Text, Field(max_length=24)] = ""
    maker: Annotated[Text, Field(max_length=80)] = ""
    model_name: Annotated[Text, Field(max_length=80)] = ""
    in_use_since: date | None = None


class UtilityData(Command):
    code: Slug
    name_zh: Name
    name_en: Name
    unit: Annotated[Text, Field(min_length=1, max_length=16)]
    capacity: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=3)]


class DemandData(Command):
    """``offset`` and ``length`` in hours from the phase's start; no length: to its end."""

    equipment_class: Code
    utility: Code
    phase: UtilityPhase
    offset: Hours = Decimal(0)
    length: Annotated[Decimal, Field(gt=0, le=8760, decimal_places=4)] | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]


class TagData(Command):
    """A measured variable; limits in its unit."""

    equipment: Tag
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,23}$")]
    name_zh: Name
    name_en: Name
    unit: Annotated[Text, Field(min_length=1, max_length=24)]
    decimals: Annotated[int, Field(ge=0, le=9)] = 2
    position: Small = 0
    lowest: float | None = None
    highest: float | None = None
    low_low: float | None = None
    low: float | None = None
    high: float | None = None
    high_high: float | None = None
    on_card: bool = False


class GatewayData(Command):
    """``machines``: the tags it speaks for, with commas between."""

    code: Slug
    name_zh: Name
    name_en: Name
    machines: Annotated[Text, Field(max_length=4000)] = ""

    @property
    def tags(self) -> list[str]:
        return [tag.strip() for tag in self.machines.split(",") if tag.strip()]
