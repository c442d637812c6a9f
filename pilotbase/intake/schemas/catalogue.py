"""What the catalogue tells programs: public facts alone."""

from typing import Annotated

from pydantic import BaseModel, Field

from bookings.choices import Approver
from equipment.choices import FeeUnit, Kind, PublicState
from equipment.schemas.machine import CapabilityOut
from pilotbase.accounts.choices import PriceClass
from pilotbase.core.schemas import Command, Money, Text, View
from pilotbase.intake.needs import LONGEST


class NeedAsked(BaseModel):
    """``need`` in words, Chinese or English: ``100 L with off-gas, methanol``."""

    need: Annotated[Text, Field(max_length=LONGEST)] = ""


class PictureSaid(Command):
    """``machine``: the tag of the machine that it shows; empty shows the class."""

    machine: Annotated[Text, Field(max_length=24)] = ""


class FitOut(View):
    """Which parts of the need are met, and which are missing."""

    met: list[str]
    missing: list[str]


class ApprovalOut(View):
    """Who must agree to a booking, of projects from this containment up (0: of all)."""

    by: Approver
    from_containment: int


class StandOut(View):
    """``capabilities`` are the codes of what it ``can``. ``approvals``: in this order; none of
    them, and a booking is confirmed at once."""

    tag: str
    name_zh: str
    name_en: str
    size: str
    capabilities: list[str]
    can: list[CapabilityOut]
    max_containment: str
    public: PublicState
    approvals: list[ApprovalOut]
    picture: str | None
    fit: FitOut | None


class FeeOut(View):
    """The price of one started unit for the caller: the external one for strangers."""

    unit: FeeUnit
    price: Money
    price_class: PriceClass


class ShelfOut(View):
    """Volumes in L."""

    code: str
    name_zh: str
    name_en: str
    kind: Kind
    total_volume: str | None
    working_volume: str | None
    fee: FeeOut | None
    rules: list[str]
    picture: str | None
    machines: list[StandOut]


class NeedOut(View):
    """What was understood of the need; volumes in L."""

    least: str | None
    most: str | None
    containment: int | None
    abilities: list[str]
    kinds: list[str]
    words: list[str]


class CatalogueOut(View):
    """The classes that meet something of the need, the best first."""

    need: NeedOut
    items: list[ShelfOut]


class PictureOut(View):
    id: int
    equipment_class: str
    machine: str | None
    address: str
