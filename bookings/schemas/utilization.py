"""How the plant's use is asked for, and told to programs: every part, and both rates."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from bookings.schemas.timeline import Period
from pilotbase.core.schemas import Amount, View

MICROSECONDS = 1_000_000


def exactly(length: timedelta) -> str:
    """``PT31H20M`` (ISO 8601), to the microsecond, so that what is told adds up."""
    seconds, micro = divmod(length // timedelta(microseconds=1), MICROSECONDS)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f"{seconds}.{micro:06}".rstrip("0") if micro else str(seconds)
    parts = [(hours, f"{hours}H"), (minutes, f"{minutes}M"), (seconds or micro, f"{fraction}S")]
    return "PT" + ("".join(text for count, text in parts if count) or "0S")


Length = Annotated[timedelta, PlainSerializer(exactly, return_type=str)]
Grouping = Literal["equipment", "class", "organisation", "month", "hour"]


class UtilizationQuery(Period):
    by: Grouping = "class"


class MeasuresOut(View):
    """Machine time as ISO 8601 durations. The seven parts sum to ``total``, and so do the six
    states of SEMI E10; rates are None where there was no available time."""

    total: Length
    available: Length
    effective: Length
    booked: Length
    external: Length
    pre: Length
    run: Length
    post: Length
    idle: Length
    maintenance: Length
    fault: Length
    closed: Length
    prd: Length
    sby: Length
    eng: Length
    sdt: Length
    udt: Length
    nst: Length
    effective_rate: Amount | None
    utilization: Amount | None
    operational_uptime: Amount | None
    soundness: Amount | None
    quota_use: Amount | None


class UtilizationRow(View):
    key: str
    name: str
    machines: int
    measures: MeasuresOut


class UtilizationOut(View):
    start: Annotated[datetime, Field(serialization_alias="from")]
    end: Annotated[datetime, Field(serialization_alias="to")]
    by: Grouping
    rows: list[UtilizationRow]
    total: UtilizationRow


def four(rate: Decimal | None) -> Decimal | None:
    """A rate as it is told: four decimals, of a share of one."""
    return None if rate is None else rate.quantize(Decimal("0.0001"))
