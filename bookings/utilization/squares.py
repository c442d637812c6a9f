"""The hours of the week as squares: the more was used the fuller, each with its rows."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.utilization.grouping import Use, names_of_hour
from bookings.utilization.heat import DAYS, HOURS, Cell, Place, Quiet, heat, quietest
from bookings.utilization.measures import within
from pilotbase.web.text import percent, weekday_name

TENTH: Final = Decimal("0.1")


class Square(NamedTuple):
    """``full`` is its colour's strength in percent; ``share`` is None where nothing was open."""

    said: str
    share: Decimal | None
    full: int
    url: str


class HeatRow(NamedTuple):
    day: str
    squares: list[Square]


class HeatMap(NamedTuple):
    """``low`` is the share at which a square is pale, ``top`` that at which it is full."""

    title: str
    hours: range
    low: Decimal
    top: Decimal
    rows: list[HeatRow]


def heat_map(found: Use, days: Mapping[str, str]) -> HeatMap | None:
    """None where no machine had any time."""
    pieces = (within(one.pieces, one.shown) for one in found.machines)
    cells = heat(pieces, found.window, found.zone)
    quiet = quietest(cells)
    if quiet is None:
        return None
    low, top = _scale(cells)
    rows = [
        HeatRow(
            weekday_name(day),
            [_square((day, hour), cells[day, hour].share, (low, top), days) for hour in HOURS],
        )
        for day in DAYS
    ]
    return HeatMap(_title(quiet), HOURS, low, top, rows)


def _scale(cells: Mapping[Place, Cell]) -> tuple[Decimal, Decimal]:
    """The least and the largest share, out to tenths, so that differences show in any plant."""
    shares = [cell.share for cell in cells.values() if cell.share is not None]
    low = min(shares).quantize(TENTH, rounding=ROUND_FLOOR)
    return low, max(low + TENTH, max(shares).quantize(TENTH, rounding=ROUND_CEILING))


def _square(
    place: Place, share: Decimal | None, scale: tuple[Decimal, Decimal], days: Mapping[str, str]
) -> Square:
    names, (low, top) = names_of_hour(*place), scale
    said = _("%(hour)s: closed") if share is None else _("%(hour)s: %(share)s in use")
    asked = {**days, "by": "hour", "key": names.key, "measure": "effective"}
    return Square(
        said % {"hour": names.name, "share": percent(share)},
        share,
        round(((share or low) - low) / (top - low) * 100),
        f"{reverse('utilization_rows')}?{urlencode(asked)}",
    )


def _title(quiet: Quiet) -> str:
    said = {
        (False, True): _("Weekdays by day are the quietest: %(share)s in use"),
        (False, False): _("Weekday nights are the quietest: %(share)s in use"),
        (True, True): _("Weekends by day are the quietest: %(share)s in use"),
        (True, False): _("Weekend nights are the quietest: %(share)s in use"),
    }[quiet.weekend, quiet.daytime]
    return said % {"share": percent(quiet.share)}
