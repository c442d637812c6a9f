"""What one may ask of the wait list, and how it is told."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bookings.choices import WaitStatus
from bookings.schemas.booking import Purpose
from pilotbase.core.schemas import Code, Command, View
from pilotbase.core.timespan import Span

Hours = Annotated[Decimal, Field(gt=0, le=8784, decimal_places=2)]


class WaitRequest(Command):
    """A run of so many ``hours`` anywhere in ``window``: on a machine, or any of a class."""

    project: Code
    window: Span
    hours: Hours
    equipment: Code | None = None
    equipment_class: Code | None = None
    purpose: Purpose = ""

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=int(self.hours * 60))

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.equipment is None) == (self.equipment_class is None):
            raise ValueError(_("Say one machine, or one class."))
        if self.length > self.window.length:
            raise ValueError(_("The run is longer than the time in which it is to be."))
        return self


class OfferOut(View):
    """Time that is held for whoever is first in line, until ``until``."""

    equipment: str
    run: Span
    until: datetime


class WaitOut(View):
    id: int
    status: WaitStatus
    project: str
    equipment: str | None
    equipment_class: str
    window: Span
    hours: Decimal
    purpose: str
    ahead: int  # how many are in line before it
    offer: OfferOut | None
    booking: str | None
