"""Reads the tables people bring: CSV as spreadsheets write it, in whatever encoding and separator.

Nothing is guessed about values: a cell is text, and an empty cell is empty, never zero.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid, TooLarge
from pilotbase.core.schemas import Reason

LARGEST: Final = 5 * 1024 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",;\t|"


class TableUnreadable(Invalid):
    code = "table_unreadable"


class BadCells(Invalid):
    """Some cells cannot be taken, each named by row and column; nothing was imported."""

    code = "bad_cells"


@dataclass(frozen=True)
class Row:
    """``number`` is the row's as the spreadsheet shows it: the head is usually 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell's text without the blanks around it; empty when there is no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    filename: str
    encoding: str
    separator: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def has_decimal_commas(self) -> bool:
        """Where cells are parted by semicolons, 5,24 is five and a bit."""
        return self.separator == ";"

    def text(self) -> str:
        """The table written again, to be carried by a form."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator)
        writer.writerow(self.header)
        writer.writerows([row[column] for column in self.header] for row in self.rows)
        return out.getvalue()

    def named(self, columns: Mapping[str, Iterable[str]]) -> "Table":
        """The same table under our own names. ``columns``: our name -> how people head it.

        A head is known whatever its case and the blanks around it. Columns that nobody asked for
        stay as they are. Raises TableUnreadable when two columns mean the same.
        """
        ours = {_plain(word): name for name, words in columns.items() for word in (name, *words)}
        names = tuple(ours.get(_plain(head), head) for head in self.header)
        _refuse_twins(names)
        new = dict(zip(self.header, names, strict=True))
        rows = (Row(r.number, {new[c]: text for c, text in r.cells.items()}) for r in self.rows)
        return Table(self.filename, self.encoding, self.separator, names, tuple(rows))

    def require(self, *columns: str) -> None:
        """Raises TableUnreadable, naming what is missing and what there is."""
        missing = [column for column in columns if column not in self.header]
        if missing:
            raise TableUnreadable(
                _("%(file)s has no column %(missing)s. Its columns are: %(found)s.")
                % {
                    "file": self.filename,
                    "missing": ", ".join(missing),
                    "found": ", ".join(self.header),
                },
                field="file",
            )


def read_table(content: bytes, filename: str = "table.csv", *, largest: int = LARGEST) -> Table:
    """The table in ``content``: one head, then rows; blank lines are left out.

    Encoding: a byte order mark, else strict UTF-8, else GB18030 (Chinese Excel). Separator: the
    one of comma, semicolon, tab and bar that parts the head most often, or as ``sep=`` says.
    Raises TooLarge, and TableUnreadable naming the row.
    """
    if len(content) > largest:
        raise TooLarge(
            _("%(file)s is larger than %(limit)s MB.")
            % {"file": filename, "limit": largest // 1024**2},
            field="file",
        )
    encoding, text = _decoded(content, filename)
    separator, skipped, text = _separated(text)
    lines = _lines(text, separator, filename)
    records = [(n + skipped, line) for n, line in lines if any(cell.strip() for cell in line)]
    if not records:
        raise TableUnreadable(_("%(file)s is empty.") % {"file": filename}, field="file")
    header = tuple(cell.strip() for cell in records[0][1])
    while header and not header[-1]:
        header = header[:-1]
    _refuse_twins(header)
    rows = tuple(_row(number, cells, header, filename) for number, cells in records[1:])
    return Table(filename, encoding, separator, header, rows)


def bad_cell(row: Row, column: str, why: str, code: str = "bad_cell") -> Reason:
    """What is wrong with one cell, for ``refuse``."""
    said = _("Row %(row)s, column %(column)s: %(why)s") % {
        "row": row.number,
        "column": column,
        "why": why,
    }
    return Reason(code=code, detail=said, field=f"rows.{row.number}.{column}")


def refuse(problems: Iterable[Reason]) -> None:
    """Raises BadCells when there is any problem: the first in the sentence, all beside it."""
    found = list(problems)
    if found:
        more = _("%(first)s Nothing was imported.") % {"first": found[0].detail}
        raise BadCells(more, field=found[0].field, problems=found)


def _decoded(content: bytes, filename: str) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding, text
    raise TableUnreadable(
        _("%(file)s is not a CSV file. Save the sheet as CSV (UTF-8) and try again.")
        % {"file": filename},
        field="file",
    )


def _separated(text: str) -> tuple[str, int, str]:
    """The separator, how many rows came before the head, and what is left."""
    first, _newline, rest = text.partition("\n")
    asked = first.strip().lower()
    if asked.startswith("sep=") and asked[4:] in set(_SEPARATORS):
        return asked[4:], 1, rest
    head = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=unquoted.count), 0, text


def _lines(text: str, separator: str, filename: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise TableUnreadable(
                _("%(file)s, row %(row)s: the quotes in this row do not match.")
                % {"file": filename, "row": number},
                field="file",
            ) from wrong
        yield number, line


def _row(number: int, cells: list[str], header: tuple[str, ...], filename: str) -> Row:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise TableUnreadable(
            _("%(file)s, row %(row)s has more cells than the head has columns.")
            % {"file": filename, "row": number},
            field="file",
        )
    texts = [cell.strip() for cell in cells] + [""] * len(header)
    return Row(number, {column: texts[n] for n, column in enumerate(header) if column})


def _refuse_twins(names: tuple[str, ...]) -> None:
    twins = sorted({name for name in names if name and names.count(name) > 1})
    if twins:
        raise TableUnreadable(
            _("The column %(name)s is there twice.") % {"name": twins[0]}, field="file"
        )


def _plain(head: str) -> str:
    return " ".join(head.split()).casefold()
