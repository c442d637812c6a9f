"""The sheet: frame, running head and foot, page x of y. Every page can stand alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from pilotbase.pdf import fonts
from pilotbase.pdf.lines import draw_line, one_line, put
from pilotbase.pdf.styles import (
    HAIR,
    INK,
    LINE,
    MARGIN_X,
    MARGIN_Y,
    PAGE_H,
    PAGE_W,
    TEAL,
    TINY,
)
from pilotbase.pdf.words import Content, Edition, Pair, Run, plain, runs, strong

HEAD_Y = PAGE_H - 13 * mm
FOOT_Y = 12.5 * mm


@dataclass(frozen=True)
class Furniture:
    """What each page says about the whole: who, which document, where to check it."""

    title: str
    author: str
    number: str
    head: Content
    foot: Content
    edition: Edition
    watermark: Pair | None = None
    replaced: Content | None = None  # beside the number: replaces ...
    bare_cover: bool = False  # the first page says all that itself


class _PagedCanvas(Canvas):
    """Keeps each page until the count is known, then draws the furniture: one pass."""

    furniture: Furniture
    _startPage: Callable[[], None]  # noqa: N815 - reportlab's name

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, 1):
            self.__dict__.update(state)
            _furnish(self, self.furniture, number, len(self._kept))
            super().showPage()
        super().save()


def page_of(edition: Edition, number: int, total: int) -> Content:
    """第 1 页 共 4 页 Page 1 of 4."""
    return edition.say(Pair(f"第 {number} 页 共 {total} 页", f"Page {number} of {total}"))


def _furnish(canvas: Canvas, f: Furniture, number: int, total: int) -> None:
    right = PAGE_W - MARGIN_X
    if f.watermark:
        _watermark(canvas, f.edition, f.watermark)
    canvas.setLineWidth(HAIR)
    if not (f.bare_cover and number == 1):
        _running_head(canvas, f, right)
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN_X, FOOT_Y + 9.5, right, FOOT_Y + 9.5)
    put(canvas, (MARGIN_X, FOOT_Y), f.foot, TINY)
    put(canvas, (right, FOOT_Y), page_of(f.edition, number, total), TINY, "right")


def _running_head(canvas: Canvas, f: Furniture, right: float) -> None:
    before = [*runs(f.replaced), Run("    ")] if f.replaced else []
    room = right - MARGIN_X - one_line([*before, strong(f.number)], TINY).width - 4 * mm
    put(canvas, (MARGIN_X, HEAD_Y), shortened(f.head, room), TINY)
    put(canvas, (right, HEAD_Y), [*before, strong(f.number)], TINY, "right")
    canvas.setStrokeColor(TEAL)
    canvas.line(MARGIN_X, HEAD_Y - 5, right, HEAD_Y - 5)


def shortened(content: Content, room: float) -> Content:
    """``content`` without its last runs, then its last letters, until it fits the head."""
    parts = list(runs(content))
    while len(parts) > 1 and one_line(parts, TINY).width > room:
        parts.pop()
    if one_line(parts, TINY).width <= room:
        return parts
    text = plain(parts)
    while text and one_line(f"{text}…", TINY).width > room:
        text = text[:-1]
    return f"{text}…"


def _watermark(canvas: Canvas, edition: Edition, words: Pair) -> None:
    # The colour carries the alpha: setting a fill resets the canvas's own.
    ghost = Color(INK.red, INK.green, INK.blue, alpha=0.08)
    first, other = edition.one(words)
    canvas.saveState()
    canvas.translate(PAGE_W / 2, PAGE_H / 2)
    canvas.rotate(38)
    for text, y, size in ((first, 0, 96.0), (other, -52, 36.0)):
        line = one_line(text, TINY.sized(size).strong().inked(ghost))
        shrink = min(1.0, PAGE_W * 1.05 / line.width) if line.width else 1.0
        line = one_line(text, TINY.sized(size * shrink).strong().inked(ghost))
        draw_line(canvas, line, -line.width / 2, y)
    canvas.restoreState()


def document(story: Sequence[Flowable], furniture: Furniture) -> bytes:
    """The PDF of ``story``: identical input gives identical bytes. Raises MissingGlyph."""
    fonts.register()
    out = BytesIO()
    frame = Frame(
        MARGIN_X,
        MARGIN_Y,
        PAGE_W - 2 * MARGIN_X,
        PAGE_H - 2 * MARGIN_Y,
        leftPadding=0,
        bottomPadding=0,
        rightPadding=0,
        topPadding=0,
    )
    doc = BaseDocTemplate(
        out,
        pagesize=(PAGE_W, PAGE_H),
        title=furniture.title,
        author=furniture.author,
        subject=furniture.number,
        creator="PilotBase",
        lang="en" if furniture.edition.language == "en" else "zh-CN",
        invariant=1,
        pageCompression=1,
    )
    doc.addPageTemplates([PageTemplate("body", [frame], pagesize=(PAGE_W, PAGE_H))])
    paged: Any = type("Paged", (_PagedCanvas,), {"furniture": furniture})
    doc.build(list(story), canvasmaker=paged)
    return out.getvalue()


class Bookmark(Flowable):
    """An entry in the reader's outline."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.keepWithNext = 1

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.title, 0, 40)
        self.canv.addOutlineEntry(self.title, self.title, 0, closed=False)
