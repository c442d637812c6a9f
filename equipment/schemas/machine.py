"""What machines and people say of a machine, and what is told of it."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AllowInfNan,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    WithJsonSchema,
    model_validator,
)

from equipment.choices import Kind, MachineState, PublicState, Quality
from pilotbase.core.schemas import Command, Text, View
from pilotbase.core.timespan import in_our_time

MOST_STATES, MOST_READINGS = 1_000, 10_000
LONGEST_TREND = timedelta(days=366)


def _as_text(at: object) -> object:
    """A bare number is no instant: nobody knows its zone, or its unit."""
    if isinstance(at, str | datetime):
        return at
    raise ValueError("An instant is text with its offset, such as 2026-11-25T08:00:00+08:00.")


Instant = Annotated[AwareDatetime, BeforeValidator(_as_text)]  # a machine's clock may be unset
InOurTime = Annotated[Instant, AfterValidator(in_our_time)]


class ReportedState(Command):
    """One entry of a batch. The state is held against the machine's own set."""

    at: Instant
    state: Text
    quality: Quality = Quality.GOOD
    note: Annotated[Text, Field(max_length=200)] = ""


class ReportedReading(Command):
    tag: Annotated[Text, Field(max_length=24)]
    at: Instant
    value: Annotated[float, Strict(), AllowInfNan(True)]  # refused by itself, not with all others
    quality: Quality = Quality.GOOD


def _shown(item: type[Command], most: int) -> Any:
    """The document shows the items; each is checked by itself, so that one bad one stops none."""
    schema = item.model_json_schema()
    return WithJsonSchema({"type": "array", "maxItems": most, "items": _inlined(schema)})


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    named = schema.pop("$defs", {})
    for name, field in schema.get("properties", {}).items():
        if "$ref" in field:
            kept = {key: value for key, value in field.items() if key != "$ref"}
            schema["properties"][name] = {**named[field["$ref"].rpartition("/")[2]], **kept}
    return schema


class StateReport(Command):
    """A batch of state changes; an empty one says that the gateway lives."""

    states: Annotated[list[Any], Field(max_length=MOST_STATES), _shown(ReportedState, MOST_STATES)]


class ReadingReport(Command):
    readings: Annotated[
        list[Any], Field(max_length=MOST_READINGS), _shown(ReportedReading, MOST_READINGS)
    ]


class Rejected(View):
    index: int
    code: str
    detail: str


class Verdict(View):
    """What became of a batch: a reading that had come before counts as accepted."""

    accepted: int
    rejected: list[Rejected]


class TakingOut(Command):
    """Why a machine is out of service, and until when if that is known."""

    reason: Annotated[Text, Field(min_length=1, max_length=200)]
    until: InOurTime | None = None
    state: Annotated[MachineState, Field(description="MAINTENANCE, CALIBRATION or CLOSED")] = (
        MachineState.MAINTENANCE
    )


class PublicFace(View):
    """All that everyone learns of a machine."""

    tag: str
    public: PublicState


class ValueNow(View):
    value: float
    at: datetime
    quality: Quality
    simulated: bool
    stale: bool


class AlarmFace(View):
    """An alarm that stands. ``text`` is said in each language, for live pages.

    ``active`` is whether its condition is still so. One that has returned to normal stands until
    somebody acknowledges it (ISA-18.2).
    """

    id: int
    code: str
    tag: str | None
    priority: str
    text: dict[str, str]
    acknowledged: bool
    active: bool
    raised_at: datetime


class Face(PublicFace):
    """What staff see of a machine, and a tenant during her run.

    A value is null while its gateway is silent: what it was is not what it is. ``alarm`` is the
    first of ``alarms``: the one to look at first.
    """

    state: MachineState
    since: datetime | None
    simulated: bool
    values: dict[str, ValueNow | None]
    alarm: AlarmFace | None
    alarms: list[AlarmFace]
    organisation: dict[str, str] | None
    reference: str | None
    label: str | None
    planned_end: datetime | None


class CapabilityOut(View):
    code: str
    name_zh: str
    name_en: str


class MachineOut(View):
    """A machine in the catalogue, as everyone may know it. ``capabilities`` are the codes of what
    it ``can``."""

    tag: str
    name_zh: str
    name_en: str
    kind: Kind
    equipment_class: str
    area: str
    size: str
    bookable: bool
    capabilities: list[str]
    can: list[CapabilityOut]
    max_containment: str
    public: PublicState


class TagOut(View):
    code: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int


class MachineShown(MachineOut):
    """With what it does now, for who may watch it; ``face`` is null for others."""

    maker: str
    model_name: str
    tags: list[TagOut]
    face: Face | None


class AlarmOut(View):
    id: int
    equipment: str
    code: str
    priority: str
    value: float | None
    limit: float | None
    raised_at: datetime
    acknowledged_at: datetime | None
    cleared_at: datetime | None


class TrendWanted(BaseModel):
    """``tags`` are codes with commas between; without it, all of the machine's."""

    model_config = ConfigDict(populate_by_name=True)

    start: Annotated[InOurTime, Field(alias="from")]
    end: Annotated[InOurTime, Field(alias="to")]
    tags: Text = ""
    points: Annotated[int, Field(ge=2, le=2000)] = 500

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.end <= self.start:
            raise ValueError(_("A span ends after it starts."))
        if self.end - self.start > LONGEST_TREND:
            raise ValueError(
                _("Ask for at most %(days)s days at once.") % {"days": LONGEST_TREND.days}
            )
        return self

    @property
    def codes(self) -> list[str]:
        return [code for code in self.tags.split(",") if code]


class Point(View):
    """What a stretch of time held; all three are null where the tag said nothing."""

    at: datetime
    min: float | None
    max: float | None
    mean: float | None


class TrendOut(View):
    tag: str
    unit: str
    decimals: int
    simulated: bool
    points: list[Point]


class TrendsOut(View):
    equipment: str
    trends: list[TrendOut]
