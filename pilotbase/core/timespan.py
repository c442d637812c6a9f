"""A stretch of time: aware, whole minutes, its end not part of it."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self, TypeVar

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    field_validator,
    model_validator,
)

D = TypeVar("D", date, datetime)
EARLIEST, LATEST = 2000, 2100  # years a plant can plan for; outside lies a slip of the hand


def in_our_time(instant: D) -> D:
    """The same instant or day. Raises ValueError for a year that no plant plans for."""
    if not EARLIEST <= instant.year < LATEST:
        raise ValueError(_("The year is not between 2000 and 2100."))
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(in_our_time)]
Day = Annotated[date, AfterValidator(in_our_time)]


class Span(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    start: AwareDatetime
    end: AwareDatetime

    @field_validator("start", "end", mode="before")
    @classmethod
    def _written_out(cls, instant: object) -> object:
        """A number would be read as seconds since 1970: it says nothing of an offset."""
        if isinstance(instant, int | float) or str(instant).lstrip("+-").isdigit():
            raise ValueError(_("Write the instant out, with its offset: 2027-01-11T08:00+08:00."))
        return instant

    @field_validator("start", "end")
    @classmethod
    def _in_our_time(cls, instant: datetime) -> datetime:
        return in_our_time(instant)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.end <= self.start:
            raise ValueError(_("A span ends after it starts."))
        if any(t.second or t.microsecond for t in (self.start, self.end)):
            raise ValueError(_("Times are whole minutes."))
        return self

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def shifted(self, by: timedelta) -> "Span":
        return Span(start=self.start + by, end=self.end + by)

    def widened(self, before: timedelta, after: timedelta) -> "Span":
        """With time added around it; the years that people may type are not checked again."""
        return Span.model_construct(start=self.start - before, end=self.end + after)

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end

    def clipped(self, to: "Span") -> "Span | None":
        """The part of this that lies in ``to``."""
        start, end = max(self.start, to.start), min(self.end, to.end)
        return Span(start=start, end=end) if start < end else None


def iso(length: timedelta) -> str:
    """``PT31H20M`` (ISO 8601): hours are not folded into days, nor are empty parts written."""
    seconds = int(length.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    parts = zip((hours, *divmod(rest, 60)), "HMS", strict=True)
    said = "".join(f"{n}{unit}" for n, unit in parts if n) or "0S"
    return f"{'-' * (seconds < 0)}PT{said}"
