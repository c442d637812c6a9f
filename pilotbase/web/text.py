"""Writes times, durations, numbers and money the way a person at the plant reads them."""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "—"


def weekday(at: datetime) -> str:
    """The short name of a day, of an instant already in the plant's zone."""
    return weekday_name(at.weekday())


def weekday_name(day: int) -> str:
    """The short name of a day of the week; Monday is 0."""
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[day]


def day(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``11-25 Wed``; with the year in front when it is not this year."""
    local = at.astimezone(zone)
    pattern = "%m-%d" if local.year == now.astimezone(zone).year else "%Y-%m-%d"
    return f"{local:{pattern}} {weekday(local)}"


def instant(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``11-25 Wed 14:32``."""
    return f"{day(at, zone, now)} {at.astimezone(zone):%H:%M}"


def exact(at: datetime, zone: tzinfo) -> str:
    """The instant itself, for a title: plant time to the second, and UTC."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z} ({at.astimezone(UTC):%H:%M:%S} UTC)"


def duration(span: timedelta) -> str:
    """``47 s``, ``18 min``, ``3 h 05``, ``3 d 4 h``."""
    seconds = int(abs(span).total_seconds())
    if seconds >= 86_400:
        hours = round(seconds / 3600)
        days, hours = divmod(hours, 24)
        return _joined((days, "d"), (hours, "h"))
    return hours_run(span)


def hours_run(span: timedelta) -> str:
    """Process time, never in days: ``31 h 20``."""
    seconds = int(abs(span).total_seconds())
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}{NBSP}h" + (f"{NBSP}{minutes:02}" if minutes else "")


def relative(at: datetime, now: datetime) -> str:
    """``in 3 h`` or ``3 h ago``: no more than two steps of precision."""
    span = at - now
    if abs(span) < timedelta(seconds=5):
        return _("now")
    if span > timedelta(0):
        return _("in %(span)s") % {"span": duration(span)}
    return _("%(span)s ago") % {"span": duration(span)}


def number(value: object, decimals: int | None = None, unit: str = "") -> str:
    """``1,234.50 kg`` bound by no-break spaces; a dash for nothing. Rounds half to even."""
    if value is None or value == "":
        return NOTHING
    exactly = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exactly.is_finite():
        return NOTHING
    if decimals is not None:
        exactly = exactly.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    written = f"{exactly:,f}".replace("-", MINUS)
    return f"{written}{NBSP}{unit}" if unit else written


def money(amount: object) -> str:
    """``¥15,200``; fen only when there are any."""
    if amount is None or amount == "":
        return NOTHING
    exactly = Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    sign = MINUS if exactly < 0 else ""
    whole = exactly == exactly.to_integral_value()
    return f"{sign}¥{abs(exactly):,.{0 if whole else 2}f}"


def percent(share: object, decimals: int = 0) -> str:
    """``71 %`` of a share between 0 and 1."""
    if share is None or share == "":
        return NOTHING
    return number(Decimal(str(share)) * 100, decimals, "%")


def _joined(*parts: tuple[int, str]) -> str:
    return NBSP.join(f"{count}{NBSP}{unit}" for count, unit in parts if count)
