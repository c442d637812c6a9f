"""A worksheet as a grid: what stands in each cell, what may be typed, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samples.choices import RequestStatus, ResultStatus, Verdict
from samples.measurement.limits import limit_text
from samples.models import Analyte, Result, Sample, TestRequest, Worksheet
from samples.testing.evaluating import limit
from samples.testing.queries import lines_of, source

PREFIX = "c"


@dataclass
class Cell:
    """One analyte of one sample. ``name`` is that of its input."""

    name: str
    request: TestRequest
    analyte: Analyte
    result: Result | None
    value: str
    locked: bool
    error: str = ""

    @property
    def stood(self) -> str:
        """What the database says stands here."""
        return shown(self.result)

    @property
    def version(self) -> int | None:
        return self.result.version if self.result else None

    @property
    def is_bad(self) -> bool:
        return self.result is not None and self.result.verdict in (
            Verdict.FAIL,
            Verdict.CONDITIONAL_FAIL,
        )

    @property
    def is_sent_back(self) -> bool:
        return self.result is not None and self.result.status == ResultStatus.REJECTED

    @property
    def source(self) -> str:
        return source(self.result) if self.result else ""


@dataclass
class Line:
    request: TestRequest
    cells: list[Cell] = field(default_factory=list)

    @property
    def sample(self) -> Sample:
        return self.request.sample

    @property
    def is_bad(self) -> bool:
        return any(cell.is_bad for cell in self.cells)


@dataclass
class Column:
    analyte: Analyte

    @property
    def limit(self) -> str:
        return limit_text(limit(self.analyte))


@dataclass
class Grid:
    columns: list[Column]
    lines: list[Line]

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def is_open(self) -> bool:
        """Whether anything in it may still be typed."""
        return not all(cell.locked for cell in self.cells)

    @property
    def filled(self) -> int:
        return sum(cell.result is not None for cell in self.cells)

    @property
    def waiting(self) -> list[Result]:
        """What may be reviewed."""
        found = [cell.result for cell in self.cells if cell.result]
        return [result for result in found if result.status == ResultStatus.ENTERED]

    def changed(self, typed: Mapping[str, str]) -> list[Cell]:
        """The cells in which something else was typed than stood there, with the new text.

        What stood there comes back beside it, so that a cell nobody touched changes nothing.
        """
        found = []
        for cell in self.cells:
            was = typed.get(f"w-{cell.name}", cell.value)
            text = typed.get(cell.name, was).strip()
            if not cell.locked and text != was:
                cell.value = text
                found.append(cell)
        return found


def grid_of(worksheet: Worksheet, *, may_enter: bool) -> Grid:
    analytes = list(worksheet.method.analytes.all())
    lines = [_line(request, analytes, may_enter) for request in lines_of(worksheet)]
    return Grid([Column(analyte) for analyte in analytes], lines)


def _line(request: TestRequest, analytes: list[Analyte], may_enter: bool) -> Line:
    current = {result.analyte_id: result for result in request.results.all()}
    closed = request.status == RequestStatus.REPORTED or request.sample.received_at is None
    line = Line(request)
    for analyte in analytes:
        result = current.get(analyte.pk)
        name = f"{PREFIX}-{request.pk}-{analyte.pk}"
        locked = closed or not may_enter
        line.cells.append(Cell(name, request, analyte, result, shown(result), locked))
    return line


def shown(result: Result | None) -> str:
    """What stands in the cell, in the unit of its column: as typed, or converted from it."""
    if result is None:
        return ""
    if result.value is None or result.typed_unit == result.unit:
        return result.typed
    return f"{result.value.normalize():f}"
