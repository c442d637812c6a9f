"""Turns a file into values at their places, and says of every cell that cannot be taken why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from pilotbase.core.errors import PilotError
from pilotbase.core.schemas import Reason
from pilotbase.core.tables import Row, Table, bad_cell
from samples.models import Result, TestRequest
from samples.testing.evaluating import Measured, measured
from samples.testing.places import Analytes, Finder, Target
from samples.testing.sheet import Cell, cells, heading, is_long
from samples.testing.values import is_same, refuse_closed, why

MOST_PROBLEMS = 100
Action = Literal["new", "same", "correction"]


@dataclass(frozen=True)
class Taken:
    """A cell that can be taken, and what it does."""

    cell: Cell
    target: Target
    now: Measured
    before: Result | None
    action: Action
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """All of a file: what is taken, and what stands in the way of taking any of it."""

    taken: list[Taken]
    problems: list[Reason]


class Upload(NamedTuple):
    """A file as it came."""

    name: str
    content: bytes


class Imported(NamedTuple):
    """What the file was, and what it did or, dry, would do."""

    table: Table
    sha256: str
    reading: Reading
    dry_run: bool


def read(table: Table, finder: Finder, requests: Sequence[TestRequest], reason: str) -> Reading:
    """``requests`` come with sample, method, analytes and results (``prefetched``)."""
    analytes = Analytes(requests)
    problems = _unknown_columns(table, finder, analytes)
    current = {(r.pk, result.analyte_id): result for r in requests for result in r.results.all()}
    reader = _Reader(finder, analytes, current, reason)
    unknown = {problem.field for problem in problems}
    for cell in cells(table, finder.key):
        if f"columns.{cell.column}" not in unknown:
            reader.take(cell)
    found = [*problems, *reader.problems]
    if not found and not reader.taken:
        found = [Reason(code="no_values", detail=_("The file holds no value."), field="file")]
    return Reading(reader.taken, _shortened(found))


class _Reader:
    """Takes cells one by one. A row whose sample is not found says so once."""

    def __init__(
        self,
        finder: Finder,
        analytes: Analytes,
        current: dict[tuple[int, int], Result],
        reason: str,
    ) -> None:
        self.taken: list[Taken] = []
        self.problems: list[Reason] = []
        self._finder, self._analytes = finder, analytes
        self._current, self._reason = current, reason
        self._lost: set[int] = set()
        self._places: dict[tuple[int, int], int] = {}

    def take(self, cell: Cell) -> None:
        if cell.row.number in self._lost:
            return
        column = self._finder.key
        try:
            sample = self._finder.sample(cell.row)
            column = cell.column
            target = self._analytes.target(sample, cell.analyte)
            self._refuse_twice(cell.row, target)
            self.taken.append(self._taken(cell, target))
        except PilotError as refusal:
            if column == self._finder.key:
                self._lost.add(cell.row.number)
            self.problems.append(bad_cell(cell.row, column, refusal.message, refusal.code))

    def _refuse_twice(self, row: Row, target: Target) -> None:
        place = (target.request.pk, target.analyte.pk)
        first = self._places.setdefault(place, row.number)
        if first != row.number:
            raise Twice(
                _("row %(first)s holds %(analyte)s of %(sample)s already.")
                % {
                    "first": first,
                    "analyte": target.analyte.code,
                    "sample": target.request.sample.number,
                }
            )

    def _taken(self, cell: Cell, target: Target) -> Taken:
        refuse_closed(target.request)
        now = measured(target.analyte, cell.typed, cell.unit)
        before = self._current.get((target.request.pk, target.analyte.pk))
        if before is None:
            return Taken(cell, target, now, None, "new")
        if is_same(before, now):
            return Taken(cell, target, now, before, "same")
        return Taken(cell, target, now, before, "correction", why(before, self._reason))


class Twice(PilotError):
    status = 422
    code = "given_twice"


def _unknown_columns(table: Table, finder: Finder, analytes: Analytes) -> list[Reason]:
    """A head that is nobody's analyte is more likely a slip than a remark: it is refused."""
    if is_long(table):
        return []
    columns = [c for c in table.header if c and c not in (finder.key, "sample", "client_mark")]
    return [
        Reason(
            code="column_unknown",
            detail=_("Column %(column)s is none of the analytes here: %(known)s.")
            % {"column": column, "known": analytes.codes()},
            field=f"columns.{column}",
        )
        for column in columns
        if not analytes.knows(heading(column).name)
    ]


def _shortened(problems: list[Reason]) -> list[Reason]:
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    said = _("And %(more)s more problems.") % {"more": more}
    return [*problems[:MOST_PROBLEMS], Reason(code="and_more", detail=said)]
