"""Breaks mixed Chinese and Latin text into lines, as a compositor would.

reportlab's own CJK wrap breaks English words anywhere and lets 。 begin a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from pilotbase.pdf.glyphs import SCRIPT_GAP, SQUEEZE, TIGHT, Glyph, glyphs
from pilotbase.pdf.styles import SHARE, Align, Style
from pilotbase.pdf.words import Content, Run, runs

ENDLESS = 1e9
HANGING = "，。、；：）"  # half of such a mark may stand beyond the line
INSEPARABLE = "%°‰℃"


@dataclass(frozen=True, slots=True)
class Line:
    """Set glyphs with their places, and how wide they are together."""

    glyphs: tuple[tuple[float, Glyph], ...]
    width: float


def break_lines(content: Content, style: Style, width: float = ENDLESS) -> list[Line]:
    """Fill lines of ``width`` points; "\\n" ends a line.

    A word longer than the line is cut where it must be. Raises MissingGlyph.
    """
    out: list[Line] = []
    for paragraph in _paragraphs(content):
        out += _fill(glyphs(paragraph, style), width)
    return out


def one_line(content: Content, style: Style) -> Line:
    """The first paragraph in one line, however long."""
    return break_lines(content, style)[0]


def width_of(content: Content, style: Style) -> float:
    return one_line(content, style).width


def _paragraphs(content: Content) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for run in runs(content):
        for i, text in enumerate(run.text.split("\n")):
            if i:
                parts.append([])
            parts[-1].append(replace(run, text=text))
    return parts


def _gap(left: Glyph, right: Glyph) -> float:
    """Extra advance between two neighbours."""
    opens = left.kind == right.kind == "open"
    if opens or (left.kind == "close" and right.kind in ("open", "close")):
        return -SQUEEZE * min(left.size, right.size)
    mixed = {left.kind, right.kind} == {"cjk", "latin"}
    if mixed and left.char not in TIGHT and right.char not in TIGHT:
        return SCRIPT_GAP * max(left.size, right.size)
    return 0.0


def _may_break(left: Glyph, right: Glyph) -> bool:
    if left.kind == "space":
        return right.kind != "space" and right.char not in INSEPARABLE
    if right.kind in ("space", "close") or left.kind == "open":
        return False
    if left.char == "(" or right.char in INSEPARABLE:
        return False
    if left.kind == "latin" and right.kind == "latin":
        return left.char in "-/" and right.char.isalpha()
    return right.char == "(" or right.char not in TIGHT


def _line(piece: Sequence[Glyph]) -> Line:
    start, end = 0, len(piece)
    while end > start and piece[end - 1].kind == "space":
        end -= 1
    while start < end and piece[start].kind == "space":
        start += 1
    placed, x = [], 0.0
    for i in range(start, end):
        x += _gap(piece[i - 1], piece[i]) if i > start else 0.0
        placed.append((x, piece[i]))
        x += piece[i].width
    return Line(tuple(placed), x)


def _fill(items: list[Glyph], width: float) -> list[Line]:
    lines: list[Line] = []
    start = 0
    while True:
        end = _reach(items, start, width)
        lines.append(_line(items[start:end]))
        start = end
        while start < len(items) and items[start].kind == "space":
            start += 1
        if start >= len(items):
            return lines


def _reach(items: list[Glyph], start: int, width: float) -> int:
    """Where the line that begins at ``start`` ends; at least one glyph further."""
    x, last = 0.0, start
    for i in range(start, len(items)):
        glyph = items[i]
        if i > start:
            x += _gap(items[i - 1], glyph)
            last = i if _may_break(items[i - 1], glyph) else last
        needed = glyph.width * (0.5 if glyph.char in HANGING else 1)
        if x + needed > width + 0.01 and glyph.kind != "space" and i > start:
            return last if last > start else i
        x += glyph.width
    return len(items)


def draw_line(canvas: Canvas, line: Line, x: float, y: float) -> None:
    """Draw one line with its baseline at (x, y), in as few pieces as its spacing allows."""
    pen = canvas.beginText()
    for at, first, text in _pieces(line):
        pen.setFont(first.font, first.size)
        pen.setFillColor(first.color)
        pen.setTextOrigin(x + at, y + first.rise)
        pen.textOut(text)
    canvas.drawText(pen)


def _pieces(line: Line) -> list[tuple[float, Glyph, str]]:
    """Neighbours that look alike and stand close, with the place of the first."""
    pieces: list[tuple[float, Glyph, str]] = []
    end = -1.0
    for place, glyph in line.glyphs:
        at = place + glyph.shift
        if pieces and _alike(pieces[-1][1], glyph) and abs(at - end) <= 0.02:
            start, first, text = pieces[-1]
            pieces[-1] = (start, first, text + glyph.char)
        else:
            pieces.append((at, glyph, glyph.char))
        end = at + glyph.width - 2 * glyph.shift
    return pieces


def _alike(one: Glyph, other: Glyph) -> bool:
    return (one.font, one.size, one.rise, one.color) == (
        other.font,
        other.size,
        other.rise,
        other.color,
    )


def put(
    canvas: Canvas,
    at: tuple[float, float],
    content: Content,
    style: Style,
    align: Align | None = None,
) -> float:
    """Draw one line, unbroken, with its baseline at ``at``; returns its width."""
    line = one_line(content, style)
    draw_line(canvas, line, at[0] - line.width * SHARE[align or style.align], at[1])
    return line.width


def draw_block(
    canvas: Canvas, lines: Sequence[Line], at: tuple[float, float], width: float, style: Style
) -> None:
    """Draw lines downwards from the upper left corner ``at``."""
    x, top = at
    for i, line in enumerate(lines):
        free = (width - line.width) * SHARE[style.align]
        draw_line(canvas, line, x + free, top - i * style.leading - style.drop)
