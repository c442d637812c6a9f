"""The plant's use as CSV: UTF-8 with a mark that Excel reads, and nothing that Excel would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.utils.translation import gettext as _

from bookings.utilization.grouping import Row
from bookings.utilization.measures import Measures, Part
from pilotbase.core.instants import MICROSECOND

MARK: Final = "\ufeff"
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula


def rows_as_csv(rows: Iterable[Row], first: str) -> str:
    """Hours with two decimals, rates as shares with four; ``first`` heads the groups."""
    return as_csv(_head(first), (_line(row) for row in rows))


def as_csv(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in line] for line in lines)
    return MARK + out.getvalue()


def safe(cell: object) -> object:
    """Text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def hours(length: timedelta) -> Decimal:
    exact = Decimal(length // MICROSECOND) / Decimal(3_600_000_000)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _head(first: str) -> list[str]:
    return [
        first,
        _("Name"),
        _("Machines"),
        *(_("%(what)s (h)") % {"what": what} for what in _lengths(Measures())),
        _("Effective rate"),
        _("SEMI E10 utilization"),
        _("SEMI E10 uptime"),
        _("Soundness"),
        _("Use of the quota"),
    ]


def _lengths(measures: Measures) -> dict[str, timedelta]:
    return {
        _("Calendar"): measures.total,
        _("Available"): measures.available,
        _("Effective"): measures.effective,
        **{str(part.label): measures.of(part) for part in Part},
        _("Booked"): measures.booked,
        _("External"): measures.external,
        **{
            state: getattr(measures, state.lower())
            for state in ("PRD", "SBY", "ENG", "SDT", "UDT", "NST")
        },
    }


def _line(row: Row) -> list[object]:
    measures = row.measures
    rates = (
        measures.effective_rate,
        measures.utilization,
        measures.operational_uptime,
        measures.soundness,
        measures.quota_use,
    )
    return [
        row.key,
        row.name,
        row.machines,
        *(hours(length) for length in _lengths(measures).values()),
        *("" if rate is None else rate.quantize(Decimal("0.0001")) for rate in rates),
    ]
