"""Reads a file of results: finds the column that names the sample, and the cells with values.

Wide: a column for each analyte, its unit in the head ("ethanol (g/L)"). Long: one value a row,
under columns for analyte, value and unit, as instruments and data depots export them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from pilotbase.core.tables import Row, Table, TableUnreadable

SAMPLE, MARK, ANALYTE, VALUE, UNIT = "sample", "client_mark", "analyte", "value", "unit"
HEADS: Final = {
    SAMPLE: ("sample number", "sample no.", "样品", "样品编号"),
    MARK: ("client mark", "client's mark", "line name", "客户编号", "客户标记"),
    ANALYTE: ("measurement type", "component", "项目", "检测项目", "组分"),
    VALUE: ("result", "结果", "数值", "值", "测定值"),
    UNIT: ("units", "单位"),
}
_UNIT_IN_HEAD = re.compile(r"^(?P<name>.+?)\s*[(\[（【](?P<unit>[^)\]）】]+)[)\]）】]$")


@dataclass(frozen=True)
class Cell:
    """One value as it stands in the file; ``analyte`` is empty where the file does not say."""

    row: Row
    column: str
    analyte: str
    typed: str
    unit: str


@dataclass(frozen=True)
class Heading:
    """A column's name and the unit that stands in its head."""

    name: str
    unit: str = ""


def heading(column: str) -> Heading:
    """Of "ethanol (g/L)": ethanol, in g/L."""
    found = _UNIT_IN_HEAD.match(column)
    return Heading(found["name"].strip(), found["unit"].strip()) if found else Heading(column)


def known_heads(table: Table) -> Table:
    """The same table with our names for the columns we know."""
    return table.named(HEADS)


def is_long(table: Table) -> bool:
    return VALUE in table.header


def key_column(table: Table) -> str:
    """The column that names the sample, by number before client's mark."""
    for column in (SAMPLE, MARK):
        if column in table.header:
            return column
    raise TableUnreadable(
        _(
            "%(file)s has no column that names the samples: head one “sample” or “client mark”."
            " Its columns are: %(found)s."
        )
        % {"file": table.filename, "found": ", ".join(filter(None, table.header))},
        field="file",
    )


def cells(table: Table, key: str) -> Iterator[Cell]:
    """Every cell that holds a value; an empty one says that nothing was measured."""
    decimal_commas = table.has_decimal_commas
    columns = [c for c in table.header if c and c not in (key, SAMPLE, MARK)]
    for row in table.rows:
        for column in [VALUE] if is_long(table) else columns:
            typed = row[column]
            if not typed:
                continue
            typed = typed.replace(",", ".") if decimal_commas else typed
            if is_long(table):
                yield Cell(row, column, row[ANALYTE], typed, row[UNIT])
            else:
                head = heading(column)
                yield Cell(row, column, head.name, typed, head.unit)


def plain(name: str) -> str:
    """A name as people and files vary it: case, blanks, _ and -."""
    return " ".join(re.split(r"[\s_\-]+", name.strip().casefold()))
