"""Blocks that every document uses: section heads, facts, notices, side by side, the end mark."""

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from pilotbase.pdf.lines import Line, break_lines, draw_block, put
from pilotbase.pdf.page import Bookmark
from pilotbase.pdf.styles import (
    BODY,
    CELL,
    GUTTER,
    HAIR,
    LINE,
    MUTED,
    NOTE,
    SECTION,
    STEP,
    TEAL,
    TINY,
    Style,
)
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Bilingual, Content, Edition, Pair, Run, soft


def section(edition: Edition, number: str, head: Pair) -> Text:
    """A numbered head."""
    first, other = edition.one(head)
    content = [Run(f"{number}  " if number else ""), Run(first)]
    if other:
        content.append(Run(f"  {other}", bold=False, color=MUTED, scale=0.82))
    return Text(content, SECTION, before=2 * STEP, after=STEP / 2)


def over(edition: Edition, number: str, head: Pair, room: float = 25 * mm) -> list[Flowable]:
    """A head, in the outline too, on a new page if ``room`` is not left for what follows.

    Kept with a table that may split, reportlab would move the whole table to a new page.
    """
    title = " ".join(filter(None, edition.one(head)))
    return [CondPageBreak(room), Bookmark(title), section(edition, number, head)]


class Fact(NamedTuple):
    """A label and what it says. A value the client gave carries its mark in the text."""

    label: Pair
    value: Content


class Facts(Flowable):
    """Label and value pairs in one or two columns over a hair line."""

    def __init__(
        self,
        facts: Sequence[Fact],
        edition: Edition,
        *,
        columns: int = 2,
        label: float = 30 * mm,
        after: float = 2 * STEP,
        style: Style = CELL,
    ) -> None:
        super().__init__()
        self.facts, self.edition, self.columns = list(facts), edition, columns
        self.label, self.style, self.spaceAfter = label, style, after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.column = (width - (self.columns - 1) * GUTTER) / self.columns
        per = -(-len(self.facts) // self.columns)
        cells = [self._set(fact) for fact in self.facts]
        self.rows = [cells[r::per] for r in range(per)]
        self.heights = [self._height(row) for row in self.rows]
        self.height = sum(self.heights)
        return width, self.height

    def _set(self, fact: Fact) -> tuple[list[Line], list[Line]]:
        first, other = self.edition.one(fact.label)
        label: Content = [first, soft(f" {other}")] if other else first
        value = break_lines(fact.value, self.style, self.column - self.label)
        return break_lines(label, TINY, self.label - 4), value

    def _height(self, row: Sequence[tuple[list[Line], list[Line]]]) -> float:
        tallest = max(max(len(a) * TINY.leading, len(b) * self.style.leading) for a, b in row)
        return tallest + 4

    def draw(self) -> None:
        y = self.height
        lower = (self.style.leading - TINY.leading) / 2
        for row, height in zip(self.rows, self.heights, strict=True):
            for i, (label, value) in enumerate(row):
                x = i * (self.column + GUTTER)
                draw_block(self.canv, label, (x, y - 2 - lower), self.label, TINY)
                room = self.column - self.label
                draw_block(self.canv, value, (x + self.label, y - 2), room, self.style)
                self.canv.setStrokeColor(LINE)
                self.canv.setLineWidth(HAIR)
                self.canv.line(x, y - height, x + self.column, y - height)
            y -= height


class Notice(Flowable):
    """A statement behind a bar; not a box."""

    def __init__(
        self,
        content: Content,
        style: Style = BODY,
        *,
        color: Color = TEAL,
        after: float = 2 * STEP,
    ) -> None:
        super().__init__()
        self.content, self.style, self.color, self.spaceAfter = content, style, color, after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.lines = break_lines(self.content, self.style, width - 4 * mm)
        self.height = len(self.lines) * self.style.leading
        return width, self.height

    def draw(self) -> None:
        self.canv.setFillColor(self.color)
        self.canv.rect(0, 0, 0.9 * mm, self.height, stroke=0, fill=1)
        room = self.width - 4 * mm
        draw_block(self.canv, self.lines, (4 * mm, self.height), room, self.style)


class Numbered(Flowable):
    """One statement with a hanging figure."""

    def __init__(self, number: int, content: Content, style: Style = NOTE) -> None:
        super().__init__()
        self.number, self.content, self.style, self.spaceAfter = number, content, style, 2

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.lines = break_lines(self.content, self.style, width - 12)
        self.height = len(self.lines) * self.style.leading
        return width, self.height

    def draw(self) -> None:
        put(self.canv, (0, self.height - self.style.drop), f"{self.number}.", self.style)
        draw_block(self.canv, self.lines, (12, self.height), self.width - 12, self.style)


def numbered(edition: Edition, items: Sequence[Bilingual]) -> list[Flowable]:
    """Statements, each with its number."""
    return [Numbered(i, edition.prose(item)) for i, item in enumerate(items, 1)]


def end_mark(edition: Edition, words: Pair) -> Text:
    """The clear end that a report must have (ISO/IEC 17025:2017, 7.8.2.1 d)."""
    said = " ".join(filter(None, edition.one(words)))
    return Text(f"—— {said} ——", NOTE.aligned("center").inked(MUTED), before=2 * STEP)


def together(*flowables: Flowable) -> KeepTogether:
    return KeepTogether(list(flowables))


def draw_box(
    canvas: Canvas, at: tuple[float, float], size: tuple[float, float], lines: Sequence[Content]
) -> None:
    """A thin frame for a mark or a seal that someone else supplies."""
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(HAIR)
    canvas.rect(*at, *size)
    for i, line in enumerate(lines):
        y = at[1] + size[1] / 2 + (len(lines) / 2 - i - 0.75) * TINY.leading
        put(canvas, (at[0] + size[0] / 2, y), line, TINY, "center")
