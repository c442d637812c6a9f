"""What one may ask of series, and how they are told."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Final, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bookings.choices import BookingStatus, Every, SeriesScope
from bookings.schemas.booking import Purpose, Why
from pilotbase.core.schemas import Code, Command, Reason, View
from pilotbase.core.timespan import Span

MOST_OCCURRENCES: Final = 60
Weekday = Annotated[int, Field(ge=1, le=7)]
Hours = Annotated[Decimal, Field(gt=0, le=8784, decimal_places=2)]


class Repeat(Command):
    """``weekdays`` are ISO numbers, for weeks; to ``until`` (that day with it), or ``count``."""

    every: Every
    interval: Annotated[int, Field(ge=1, le=52)] = 1
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    until: date | None = None
    count: Annotated[int | None, Field(ge=1, le=MOST_OCCURRENCES)] = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.until is None) == (self.count is None):
            raise ValueError(_("Say until which day, or how many times."))
        return self


class SeriesRequest(Command):
    """``skip_clashes``: what cannot be booked is left out and told; else nothing is booked."""

    project: Code
    equipment: Code
    first: Span
    repeat: Repeat
    purpose: Purpose = ""
    skip_clashes: bool = False


class SeriesChange(Command):
    """What is not said stays. ``of``: the booking from which on, for those that follow.

    What was moved by itself stays where it is, and what was cancelled stays so.
    """

    scope: SeriesScope = SeriesScope.ALL
    of: Code | None = None
    starts_at: time | None = None
    hours: Hours | None = None
    equipment: Code | None = None
    skip_clashes: bool = False

    @property
    def length(self) -> timedelta | None:
        return None if self.hours is None else timedelta(minutes=int(self.hours * 60))


class SeriesEnding(Command):
    scope: SeriesScope = SeriesScope.ALL
    of: Code | None = None
    reason: Why = ""


class OccurrenceOut(View):
    booking: str
    status: BookingStatus
    run: Span


class SkippedOut(View):
    """A run that could not be had, with every reason."""

    run: Span
    problems: list[Reason]


class SeriesOut(View):
    id: int
    version: int
    project: str
    equipment: str
    purpose: str
    starts_at: time
    hours: Decimal
    made_at: datetime
    repeat: Repeat
    bookings: list[OccurrenceOut]
    skipped: list[SkippedOut]
