"""How the plant was used, as pages: two rates from one log, every figure with its rows."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.utilization.csv import as_csv, hours, rows_as_csv
from bookings.utilization.drill import MEASURES, Stint, behind, group_of
from bookings.utilization.grouping import BY, Row, Use, table, total
from bookings.utilization.measures import Measures, ratio
from bookings.utilization.queries import use
from bookings.utilization.shortage import refused, short, why
from bookings.utilization.squares import heat_map
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.places import facility_of
from pilotbase.core import clock
from pilotbase.core.errors import Invalid

ROWS: Final = 100
QUARTERS: Final = 5
LONGEST: Final = timedelta(days=366)


class Asked(NamedTuple):
    """The days asked for, the last one included."""

    first: date
    last: date
    quarter: str  # empty for other days
    window: tuple[datetime, datetime]

    @property
    def days(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


@require_safe
@signed_in
def show_utilization(request: ActedRequest) -> HttpResponse:
    asked = _asked(request)
    found = use(request.actor, *asked.window)
    classes, is_all = table(found, "class"), request.actor.organisation_id is None
    facts = {
        "asked": asked,
        "quarters": [(name, name) for name in _quarters(request.actor)],
        "classes": [Line(asked, "class", row) for row in classes],
        "organisations": [Line(asked, "organisation", r) for r in table(found, "organisation")],
        "all": Line(asked, "", total(found, classes)),
        "finding": _busiest(classes),
        "short": short(request.actor, asked.window),
        "is_all": is_all,
        "heat": heat_map(found, asked.days) if is_all else None,
        "most": max((hours(_each(row, longest(row.measures))) for row in classes), default=0) or 1,
    }
    return render(request, "bookings/utilization.html", facts)


@require_safe
@signed_in
def utilization_csv(request: ActedRequest) -> HttpResponse:
    by, asked = request.GET.get("by", "class"), _asked(request)
    if by not in BY:
        raise Invalid(_("There is no grouping %(name)s.") % {"name": by[:40]}, field="by")
    found = use(request.actor, *asked.window)
    rows = table(found, by)
    text = rows_as_csv([*rows, total(found, rows)], by)
    return _file(text, f"utilization-{by}-{asked.first}-{asked.last}.csv")


@require_safe
@signed_in
def utilization_rows(request: ActedRequest) -> HttpResponse:
    asked, measure = _asked(request), request.GET.get("measure", "effective")
    if measure not in MEASURES:
        raise Invalid(_("There is no measure %(name)s.") % {"name": measure[:40]}, field="measure")
    by = request.GET.get("by", "class")
    key = request.GET.get("key") if by in BY else None
    found = use(request.actor, *asked.window)
    group = group_of(found, by, key)
    stints = behind(found, group, measure)
    if request.GET.get("format") == "csv":
        return _file(_stints_csv(found, stints), f"{measure}-{asked.first}-{asked.last}.csv")
    facts = {
        "asked": asked,
        "group": group.names,
        "measure": MEASURES[measure],
        "sum": sum((stint.length for stint in stints), timedelta(0)),
        "page": Paginator(stints, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "bookings/utilization_rows.html", facts)


@require_safe
@signed_in
def utilization_refused(request: ActedRequest) -> HttpResponse:
    asked = _asked(request)
    of, rows = refused(request.actor, asked.window, request.GET.get("key", ""))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    told = [(row, why(row)) for row in page.object_list]
    facts = {"asked": asked, "of": of, "page": page, "told": told}
    return render(request, "bookings/utilization_refused.html", facts)


class Bar(NamedTuple):
    """One piece of a row's bar; ``grow`` is its share in per mille."""

    look: str
    label: str
    share: Decimal
    grow: int
    url: str


class Figure(NamedTuple):
    """An amount of time with the way to its rows."""

    hours: Decimal
    url: str


class Line:
    """A row as the page shows it: bars, rates and hours, each with the way to its rows."""

    def __init__(self, asked: Asked, by: str, row: Row) -> None:
        self.row, self.measures = row, row.measures
        self._base = {**asked.days, **({"by": by, "key": row.key} if by else {"by": "all"})}

    def to(self, measure: str) -> str:
        return f"{reverse('utilization_rows')}?{urlencode({**self._base, 'measure': measure})}"

    @property
    def bars(self) -> list[Bar]:
        lengths = [
            ("feed", _("Run"), "run", self.measures.run),
            ("cip", _("Preparation and turnaround"), "turnaround", self.measures.turnaround),
            ("idle-clean", _("Idle"), "idle", self.measures.idle),
            ("maintenance", _("Maintenance"), "maintenance", self.measures.maintenance),
            ("fault", _("Fault"), "fault", self.measures.fault),
            ("closed", _("Closed"), "closed", self.measures.closed),
        ]
        return [
            Bar(look, label, share, round(share * 1000), self.to(measure))
            for look, label, measure, length in lengths
            if (share := ratio(length, self.measures.total))
        ]

    @property
    def figures(self) -> dict[str, Figure]:
        names = ("available", "effective", "pre", "run", "post", "booked", "idle", "fault")
        return {
            name: Figure(hours(getattr(self.measures, name)), self.to(name))
            for name in (*names, "external", "prd", "total")
        }

    @property
    def external_rate(self) -> Decimal | None:
        return ratio(self.measures.external, self.measures.available)

    @property
    def booked_each(self) -> Decimal:
        return hours(_each(self.row, self.measures.booked))

    @property
    def effective_each(self) -> Decimal:
        return hours(_each(self.row, self.measures.effective))


def longest(measures: Measures) -> timedelta:
    return max(measures.booked, measures.effective)


def _each(row: Row, length: timedelta) -> timedelta:
    return length / row.machines if row.machines else timedelta(0)


def _busiest(rows: list[Row]) -> Row | None:
    """Whose time was used most: what the page's title says."""
    used = [row for row in rows if row.measures.effective_rate]
    return max(used, key=lambda row: row.measures.effective_rate or 0, default=None)


def _asked(request: ActedRequest) -> Asked:
    """Days from the address; a quarter, the last one when nothing is said. Raises Invalid."""
    facility = facility_of(request.actor)
    if "from" in request.GET and "quarter" not in request.GET:
        first, last, quarter = _day(request, "from"), _day(request, "to"), ""
    else:
        quarter = request.GET.get("quarter", "") or _quarters(request.actor)[1]
        first, last = _quarter(quarter)
    if not timedelta(0) <= last - first < LONGEST:
        raise Invalid(_("Choose between one day and a year, the first day first."), field="to")
    start = datetime.combine(first, time(0), facility.zone)
    end = datetime.combine(last + timedelta(days=1), time(0), facility.zone)
    return Asked(first, last, quarter, (start, end))


def _day(request: HttpRequest, name: str) -> date:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2100:
        raise Invalid(_("This is not a day: %(name)s.") % {"name": name}, field=name)
    return day


def _quarters(actor: Actor) -> list[str]:
    """This quarter and those before it, newest first: 2026Q3."""
    facility = facility_of(actor)
    today = facility.local(clock.now()).date()
    number = today.year * 4 + (today.month - 1) // 3
    return [f"{n // 4}Q{n % 4 + 1}" for n in range(number, number - QUARTERS, -1)]


def _quarter(name: str) -> tuple[date, date]:
    year, _q, number = name.partition("Q")
    if not (year.isdecimal() and number in ("1", "2", "3", "4") and 2000 <= int(year[:5]) < 2100):
        raise Invalid(_("There is no quarter %(name)s.") % {"name": name[:20]}, field="quarter")
    first = date(int(year), int(number) * 3 - 2, 1)
    return first, first + relativedelta(months=3) - timedelta(days=1)


def _stints_csv(found: Use, stints: list[Stint]) -> str:
    head = [_("Machine"), _("Start"), _("End"), _("State"), _("Counts as"), _("Hours")]
    return as_csv([*head, _("Organisation")], _stint_lines(found, stints))


def _stint_lines(found: Use, stints: list[Stint]) -> Iterator[list[object]]:
    for stint in stints:
        yield [
            stint.machine,
            stint.start.astimezone(found.zone).isoformat(timespec="seconds"),
            stint.end.astimezone(found.zone).isoformat(timespec="seconds"),
            str(stint.state.label) if stint.state else "",
            str(stint.part.label) if stint.part else "",
            hours(stint.length),
            stint.organisation,
        ]


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
