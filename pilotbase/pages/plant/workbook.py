"""Master data as a workbook: a template to fill in, and rows read back from one.

One sheet for each noun, its name the noun's key; the first row names the fields as the commands
do, the second explains them and is not read.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile

import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic.fields import FieldInfo

from pilotbase.accounts.masterdata import Noun
from pilotbase.core.errors import Invalid, TooLarge

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5000
EXPLAINED = "#"  # begins the second row: it is for people


class SheetRow(NamedTuple):
    sheet: str
    number: int
    said: dict[str, Any]


def template(nouns: Iterable[Noun]) -> bytes:
    """An empty workbook to fill in: required fields marked, choices listed."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bottom": 1})
    note = book.add_format({"italic": True, "font_color": "#52626c", "text_wrap": True})
    for noun in nouns:
        sheet = book.add_worksheet(noun.key)
        sheet.freeze_panes(2, 0)
        for column, (name, info) in enumerate(noun.schema.model_fields.items()):
            sheet.set_column(column, column, max(14, len(name) + 2))
            sheet.write_string(0, column, name, head)
            sheet.write_string(1, column, ("# " if column == 0 else "") + _explained(info), note)
    book.close()
    return out.getvalue()


def _explained(info: FieldInfo) -> str:
    words = [_("required") if info.is_required() else _("optional")]
    members = getattr(info.annotation, "values", None)
    if isinstance(members, list):
        words.append(" | ".join(str(value) for value in members))
    return ": ".join(words)


def rows_of(content: bytes, sheets: Iterable[str]) -> Iterator[SheetRow]:
    """The filled rows of the sheets that are known, in that order.

    Raises TooLarge, and Invalid for a file that is no workbook, an unknown sheet or too many rows.
    """
    if len(content) > LARGEST:
        raise TooLarge(_("A workbook may have 5 MB."), field="file")
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as wrong:
        raise Invalid(_("This is not an XLSX workbook."), field="file") from wrong
    known = list(sheets)
    unknown = [name for name in book.sheetnames if name not in known]
    if unknown:
        raise Invalid(
            _("There is no sheet %(name)s in the template.") % {"name": unknown[0]}, field="file"
        )
    for name in known:
        if name in book.sheetnames:
            yield from _rows(name, book[name].iter_rows(values_only=True))


def _rows(sheet: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[SheetRow]:
    names = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise Invalid(_("A sheet may have 5,000 rows."), field="file")
        said = {
            name: _plain(cell)
            for name, cell in zip(names, cells, strict=False)
            if name and cell is not None and str(cell).strip() != ""
        }
        if said and not str(cells[0]).startswith(EXPLAINED):
            yield SheetRow(sheet, number, said)


def _plain(cell: Any) -> Any:
    """Cells as people mean them: 38000.0 is a whole number, a date's midnight is no time."""
    if isinstance(cell, bool | date | time) and not isinstance(cell, datetime):
        return cell
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else Decimal(repr(cell))
    return cell if isinstance(cell, int) else str(cell).strip()
