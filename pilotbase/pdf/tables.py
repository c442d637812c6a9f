"""Tables without vertical lines: figures on the point, groups that stay together.

A continued table repeats its title and head, keeps its columns where they were, and each page
carries only the notes that its own rows use.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from pilotbase.pdf.lines import ENDLESS, Line, break_lines, draw_block, draw_line, put, width_of
from pilotbase.pdf.styles import (
    CELL,
    HAIR,
    HEAVY,
    LINE,
    NOTE,
    RULE,
    TEAL,
    WASH,
    Style,
)
from pilotbase.pdf.words import Content, Edition, Pair, plain, runs, soft

PAD_X = 1.2 * mm
PAD_Y = 1.6
HEAD_LEADING = 10.0
TITLE_HEIGHT = 16.0
NOTE_INDENT = 10.0
LEAST_SHARE = 38 * mm
MOST_AIR = 4 * mm
HEAD_SECOND = NOTE.size * 0.9
CONTINUED = Pair("（续）", "continued")
_NUMBER = re.compile(r"([<>≤≥≈±]?[\u2009 ]?[-−]?[\d,]+)(\.\d+)?(.*)", re.DOTALL)

Cells = list[list[Line]]


@dataclass(frozen=True)
class Column:
    """One column: as wide as its widest cell, at most ``width`` mm, or a share of what is left.

    "point" puts figures on the decimal point.
    """

    head: Pair
    width: float = 40.0
    align: Literal["left", "right", "center", "point"] = "left"
    share: float = 0.0
    style: Style = CELL
    inset: float = 0.0  # mm of air on the left, after a column of figures


@dataclass(frozen=True)
class Row:
    """Cells left to right; a group row has one cell across the table.

    ``marks`` names the notes the row needs; ``keep`` holds it with the next row.
    """

    cells: Sequence[Content]
    group: bool = False
    keep: bool = False
    marks: str = ""


@dataclass(frozen=True)
class Table:
    """What a table says, on however many pages."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    edition: Edition
    title: Content | None = None
    notes: Mapping[str, Content] = field(default_factory=dict)
    pad: float = PAD_Y


class _Setting:
    """The table set once for its width, so that a continued page looks like the first."""

    def __init__(self, table: Table, width: float) -> None:
        self.table, self.width = table, width
        columns = table.columns
        self.widths = self._share_out()
        self.cells = [self._cells(row) for row in table.rows]
        self.heights = [self._height(i) for i in range(len(table.rows))]
        self.head = [self._head(i) for i in range(len(columns))]
        self.head_height = max(map(len, self.head)) * HEAD_LEADING + 2 * PAD_Y + 1
        self.fractions = {i: self._fraction(i) for i, c in enumerate(columns) if c.align == "point"}
        self.notes = {
            mark: break_lines(text, NOTE, width - NOTE_INDENT) for mark, text in table.notes.items()
        }

    def _share_out(self) -> list[float]:
        """Fitted columns get what they ask for and some air, the others share what is left."""
        columns = self.table.columns
        asked = [0.0 if c.share else self._natural(i) for i, c in enumerate(columns)]
        sharing = sum(1 for c in columns if c.share)
        spare = self.width - sum(asked) - sharing * LEAST_SHARE
        air = max(0.0, min(MOST_AIR, spare / max(len(columns) - sharing, 1)))
        given = [w and w + air for w in asked]
        free = self.width - sum(given)
        shares = sum(c.share for c in columns) or 1.0
        return [w + free * c.share / shares for w, c in zip(given, columns, strict=True)]

    def _natural(self, i: int) -> float:
        """What the widest cell of a column asks for, no more than the column allows."""
        column = self.table.columns[i]
        cells = [row.cells[i] for row in self.table.rows if not row.group]
        widest = [max(line.width for line in break_lines(cell, column.style)) for cell in cells]
        if column.align == "point":
            tails = [fraction_width(cell, column.style) for cell in cells]
            whole = [w - tail for w, tail in zip(widest, tails, strict=True)]
            widest = [max(whole, default=0.0) + max(tails, default=0.0), *widest]
        first, other = self.table.edition.one(column.head)
        heads = [width_of(first, NOTE.strong()), width_of(other, NOTE.sized(HEAD_SECOND))]
        padding = 2 * PAD_X + column.inset * mm + 0.1
        return min(max([*widest, *heads]) + padding, column.width * mm)

    def inner(self, i: int) -> float:
        return self.widths[i] - 2 * PAD_X - self.table.columns[i].inset * mm

    def _head(self, i: int) -> list[Line]:
        first, other = self.table.edition.one(self.table.columns[i].head)
        style = NOTE.strong().inked(TEAL)
        lines = break_lines(first, style, self.inner(i))
        small = NOTE.sized(HEAD_SECOND)
        return lines + (break_lines(soft(other), small, self.inner(i)) if other else [])

    def _cells(self, row: Row) -> Cells:
        if row.group:
            return [break_lines(row.cells[0], CELL.strong(), self.width - 2 * PAD_X)]
        return [
            break_lines(cell, c.style, ENDLESS if c.align == "point" else self.inner(i))
            for i, (cell, c) in enumerate(zip(row.cells, self.table.columns, strict=True))
        ]

    def _height(self, row: int) -> float:
        styles = [CELL] if self.table.rows[row].group else [c.style for c in self.table.columns]
        pairs = zip(self.cells[row], styles, strict=True)
        return max(len(lines) * style.leading for lines, style in pairs) + 2 * self.table.pad

    def _fraction(self, i: int) -> float:
        """The widest part right of the point in column ``i``."""
        style = self.table.columns[i].style
        cells = [row.cells[i] for row in self.table.rows if not row.group]
        return max((fraction_width(cell, style) for cell in cells), default=0.0)


def fraction_width(cell: Content, style: Style) -> float:
    """How much of a figure stands right of its last whole digit; words take none."""
    found = _NUMBER.fullmatch(plain(cell))
    return width_of(cell, style) - width_of(found[1], style) if found else 0.0


class Grid(Flowable):
    """A table in a story. Rows ``first`` up to ``last`` of it stand on this page."""

    def __init__(
        self,
        table: Table,
        *,
        after: float = 13,
        span: tuple[int, int] | None = None,
        setting: _Setting | None = None,
    ) -> None:
        super().__init__()
        self.table = table
        self.first, self.last = span or (0, len(table.rows))
        self.spaceAfter = after
        self.setting = setting

    @property
    def marks(self) -> list[str]:
        """The notes that the rows of this page use, in the order of the table."""
        used = "".join(row.marks for row in self.table.rows[self.first : self.last])
        return [mark for mark in self.table.notes if mark in used]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self.setting is None or self.setting.width != width:
            self.setting = _Setting(self.table, width)
        self.width = width
        rows = sum(self.setting.heights[self.first : self.last])
        self.height = self._above(self.setting) + rows + self._below(self.setting, self.marks)
        return width, self.height

    def _above(self, setting: _Setting) -> float:
        return (TITLE_HEIGHT if self.table.title else 0.0) + setting.head_height

    def _below(self, setting: _Setting, marks: Sequence[str]) -> float:
        lines = sum(len(setting.notes[mark]) for mark in marks)
        return lines * NOTE.leading + (4 if lines else 0)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        setting = self.setting
        assert setting is not None  # noqa: S101 - wrap has set it
        room = height - self._above(setting) - self._below(setting, self.marks)
        cut = self._cut(setting, room)
        if cut in (self.first, self.last):
            return []
        after = self.getSpaceAfter()
        return [
            Grid(self.table, after=0, span=(self.first, cut), setting=setting),
            Grid(self.table, after=after, span=(cut, self.last), setting=setting),
        ]

    def _cut(self, setting: _Setting, room: float) -> int:
        """After which row to part: the last that fits and is not kept with the next.

        A group too long for any page is parted where it must be.
        """
        used, best, fits = 0.0, self.first, self.first
        for i in range(self.first, self.last):
            used += setting.heights[i]
            if used > room:
                break
            fits = i + 1
            best = best if self.table.rows[i].keep else i + 1
        alone = best == self.last - 1 and best - 1 > self.first
        if alone and not self.table.rows[best - 2].keep:
            best -= 1  # no last row alone on a page
        whole_page = room > 0.8 * _PAGE_ROOM
        return fits if best == self.first and whole_page else best

    def draw(self) -> None:
        setting = self.setting
        assert setting is not None  # noqa: S101 - a story wraps before it draws
        y = self.height
        if self.table.title:
            more = soft(f" {' '.join(filter(None, self.table.edition.one(CONTINUED)))}")
            title = [*runs(self.table.title), *([more] if self.first else [])]
            put(self.canv, (0, y - 9), title, CELL.sized(8.5).strong())
            y -= TITLE_HEIGHT
        y = self._draw_head(setting, y)
        for i in range(self.first, self.last):
            self._draw_row(setting, i, y)
            y -= setting.heights[i]
            self._rule(y, heavy=i == self.last - 1)
        self._draw_notes(setting, y - 4)

    def _rule(self, y: float, *, heavy: bool) -> None:
        self.canv.setStrokeColor(TEAL if heavy else LINE)
        self.canv.setLineWidth(HEAVY if heavy else HAIR)
        self.canv.line(0, y, self.width, y)

    def _draw_head(self, setting: _Setting, top: float) -> float:
        self._rule(top, heavy=True)
        x, deepest = 0.0, max(map(len, setting.head))
        for i, (lines, column) in enumerate(zip(setting.head, self.table.columns, strict=True)):
            style = NOTE.aligned("right" if column.align == "point" else column.align)
            drop = (deepest - len(lines)) * HEAD_LEADING
            at = (x + PAD_X + column.inset * mm, top - PAD_Y - drop)
            draw_block(self.canv, lines, at, setting.inner(i), style)
            x += setting.widths[i]
        bottom = top - setting.head_height
        self.canv.setLineWidth(RULE)
        self.canv.line(0, bottom, self.width, bottom)
        return bottom

    def _draw_row(self, setting: _Setting, i: int, top: float) -> None:
        row, cells = self.table.rows[i], setting.cells[i]
        inside = top - self.table.pad
        if row.group:
            self.canv.setFillColor(WASH)
            height = setting.heights[i]
            self.canv.rect(0, top - height, self.width, height, stroke=0, fill=1)
            draw_block(self.canv, cells[0], (PAD_X, inside), self.width, CELL)
            return
        x = 0.0
        for n, (lines, column) in enumerate(zip(cells, self.table.columns, strict=True)):
            left = x + PAD_X + column.inset * mm
            if column.align == "point":
                start = left + self._indent(setting, i, n)
                draw_line(self.canv, lines[0], start, inside - column.style.drop)
            else:
                style = column.style.aligned(column.align)
                draw_block(self.canv, lines, (left, inside), setting.inner(n), style)
            x += setting.widths[n]

    def _indent(self, setting: _Setting, row: int, column: int) -> float:
        """How far a figure stands in, so that its point meets the others'."""
        cell, style = self.table.rows[row].cells[column], self.table.columns[column].style
        line = setting.cells[row][column][0]
        if not _NUMBER.fullmatch(plain(cell)):
            return setting.inner(column) - line.width
        missing = setting.fractions[column] - fraction_width(cell, style)
        return setting.inner(column) - line.width - missing

    def _draw_notes(self, setting: _Setting, top: float) -> None:
        y = top
        for mark in self.marks:
            lines = setting.notes[mark]
            put(self.canv, (0, y - NOTE.drop), mark, NOTE)
            draw_block(self.canv, lines, (NOTE_INDENT, y), self.width - NOTE_INDENT, NOTE)
            y -= len(lines) * NOTE.leading


_PAGE_ROOM = (297 - 2 * 20) * mm
