"""What the timeline and the figures are asked for, and what programs are told of the ledger."""

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Self

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from pilotbase.core.schemas import View
from pilotbase.core.timespan import EARLIEST, LATEST


class Period(BaseModel):
    """``?from=&to=``: an instant each, with its offset."""

    model_config = ConfigDict(populate_by_name=True)
    longest: ClassVar[timedelta] = timedelta(days=366)

    start: Annotated[AwareDatetime, Field(alias="from")]
    end: Annotated[AwareDatetime, Field(alias="to")]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if any(not EARLIEST <= instant.year < LATEST for instant in (self.start, self.end)):
            raise ValueError(_("The year is not between 2000 and 2100."))
        if self.end <= self.start:
            raise ValueError(_("A span ends after it starts."))
        if self.end - self.start > self.longest:
            raise ValueError(
                _("Ask for at most %(days)s days at once.") % {"days": self.longest.days}
            )
        return self


class TimelinePeriod(Period):
    longest: ClassVar[timedelta] = timedelta(days=93)


class MachineOut(View):
    tag: str
    name: str
    area: str
    equipment_class: str
    retires: date | None = None  # the first day on which it is not offered any more


class OccupationOut(View):
    """Of what is not one's own only ``equipment``, ``start``, ``end`` and ``state`` are told:
    that the machine is occupied, or out of service."""

    equipment: str
    start: datetime
    end: datetime
    state: str
    kind: str | None = None
    booking: str | None = None
    stage: int | None = None
    status: str | None = None
    stage_status: str | None = None
    project: str | None = None
    purpose: str | None = None
    configuration: str | None = None
    organisation: str | None = None
    run_start: datetime | None = None
    run_end: datetime | None = None
    run: str | None = None


class TimelineOut(View):
    start: Annotated[datetime, Field(serialization_alias="from")]
    end: Annotated[datetime, Field(serialization_alias="to")]
    machines: list[MachineOut]
    occupations: list[OccupationOut]
