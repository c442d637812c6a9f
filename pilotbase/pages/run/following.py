"""Lets an open page go on with its curves: it asks for what came since they were drawn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, NamedTuple

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, ValidationError

from equipment.models import Equipment
from equipment.telemetry import store
from equipment.telemetry.store import Trend
from pilotbase.core.errors import Invalid
from pilotbase.core.timespan import Instant

LATE: Final = timedelta(minutes=1)  # a reading may come so long after its time
MOST: Final = 1_000  # buckets: after a longer pause the whole is drawn anew
SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(seconds=30)  # what is new is looked at closely, however long the run


class Wanted(BaseModel):
    """``since`` is when the page was last told, ``step`` how many seconds its points stand for."""

    since: Instant
    step: Annotated[float, Field(ge=1, le=86_400)]

    @property
    def width(self) -> timedelta:
        return timedelta(seconds=self.step)

    def is_near(self, now: datetime) -> bool:
        return now - self.since < MOST * self.width


class Drawn(NamedTuple):
    """``since`` is None where these are the whole curves, else they follow what stands before."""

    since: datetime | None
    step: timedelta
    trends: list[Trend]


def wanted(asked: Mapping[str, str]) -> Wanted | None:
    """What the page asks for; None: everything. Raises Invalid."""
    if "since" not in asked:
        return None
    try:
        return Wanted(since=asked["since"], step=asked.get("step", ""))
    except ValidationError as refusal:
        field = str(refusal.errors()[0]["loc"][0])
        raise Invalid(
            _("Curves go on from an instant, in steps of seconds."), field=field
        ) from None


def step(span: timedelta, points: int) -> timedelta:
    """In which steps to go on with curves that are drawn from so many points."""
    return min(LONGEST, max(SHORTEST, span / points))


def going_on(machine: Equipment, start: datetime, now: datetime, since: Wanted) -> Drawn:
    """What was measured since then, of a machine that one may watch from ``start`` on."""
    told = store.tail(machine, start, since.since - LATE, now, since.width)
    return Drawn(told.since, since.width, told.trends)
