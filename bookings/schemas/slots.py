"""What one needs a machine for, and which machines answer: when, for how much, and why."""

from decimal import Decimal
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bookings.choices import BookingStatus
from pilotbase.accounts.choices import Containment
from pilotbase.core.schemas import Code, Command, Money, Reason, Text, View
from pilotbase.core.timespan import Instant, Span

MOST_HOURS = 24 * 366
Litres = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=3, allow_inf_nan=False)]
Hours = Annotated[Decimal, Field(gt=0, le=MOST_HOURS, decimal_places=2, allow_inf_nan=False)]
Word = Annotated[Text, Field(min_length=1, max_length=60)]


class Need(Command):
    """``hours``: how long the run is. ``least_volume`` and ``most_volume``: between which litres
    the working volume lies. ``after`` None: from now on; ``before``: when the run is over."""

    project: Code
    hours: Hours
    equipment_class: Annotated[Text, Field(max_length=16)] = ""
    least_volume: Litres | None = None
    most_volume: Litres | None = None
    capabilities: Annotated[tuple[Word, ...], Field(max_length=12)] = ()
    containment: Containment | None = None
    after: Instant | None = None
    before: Instant | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        least, most = self.least_volume, self.most_volume
        if least is not None and most is not None and most < least:
            raise ValueError(_("The least volume is more than the most."))
        if self.after and self.before and self.before <= self.after:
            raise ValueError(_("A span ends after it starts."))
        return self


class SlotOut(View):
    """``run`` is the first that fits, with ``occupied`` around it; None where none does.
    ``merits`` say why the machine fits, ``problems`` why it does not."""

    equipment: str
    name: str
    equipment_class: str
    area: str
    fits: bool
    run: Span | None = None
    occupied: Span | None = None
    status: BookingStatus | None = None  # what a booking would become
    price: Money | None = None
    merits: list[str]
    problems: list[Reason]


class SlotsOut(View):
    """Best first: what fits, the earliest before the cheaper; then what does not."""

    fitting: int
    slots: list[SlotOut]
