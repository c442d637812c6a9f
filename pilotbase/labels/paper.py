"""Draws labels as PDF: one a page for a roll, sixty-five a page for a sheet."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from pilotbase.core.errors import Invalid
from pilotbase.labels.content import SIZES, LabelText, Stock, refuse_none
from pilotbase.pdf import fonts
from pilotbase.pdf.codes import datamatrix, draw_modules, qr
from pilotbase.pdf.lines import draw_line, one_line, put
from pilotbase.pdf.styles import CELL, HAIR, INK, NOTE, PAGE_H, PAGE_W, TINY, Style
from pilotbase.pdf.words import Run, strong

DOT: Final = 25.4 / 203 * mm  # a module is a whole number of printer dots, or the code smears
LEAST: Final = 4.2  # points: below that nobody reads it
BITTY: Final = Style(4.6, 5.4)  # the least that is read at arm's length on a tube

ACROSS, DOWN = 5, 13
LEFT, TOP, GAP = 4.75 * mm, 10.7 * mm, 2.5 * mm

Lines = Sequence[tuple[str, Style]]
At = tuple[float, float]


def label_pdf(labels: Sequence[LabelText], stock: Stock | str, *, start: int = 1) -> bytes:
    """The labels on ``stock``; identical input gives identical bytes.

    ``start`` is the first free place (1 to 65) of a sheet begun; a roll has none but the first.
    Raises Invalid for no labels, an unknown stock or place, and MissingGlyph.
    """
    refuse_none(labels)
    stock = known(stock)
    if stock is Stock.SHEET:
        return _sheet(labels, start)
    size = SIZES[stock]
    out, canvas = _canvas((size.width * mm, size.height * mm))
    for label in labels:
        _DRAWINGS[stock](canvas, label, (0, 0))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def known(stock: Stock | str) -> Stock:
    """The stock by its name. Raises Invalid (code "unknown_stock")."""
    try:
        return Stock(stock)
    except ValueError as unknown:
        sentence = _("“%(stock)s” is no label stock: choose %(known)s.")
        facts = {"stock": str(stock)[:40], "known": ", ".join(Stock)}
        raise Invalid(sentence % facts, field="stock", code="unknown_stock") from unknown


def _sheet(labels: Sequence[LabelText], start: int) -> bytes:
    places = ACROSS * DOWN
    if not 1 <= start <= places:
        sentence = _("A sheet has places 1 to %(places)s.")
        raise Invalid(sentence % {"places": places}, field="start", code="bad_place")
    out, canvas = _canvas((PAGE_W, PAGE_H))
    size = SIZES[Stock.SHEET]
    for place, label in enumerate(labels, start - 1):
        page, index = divmod(place, places)
        if index == 0 and page:
            canvas.showPage()
        down, across = divmod(index, ACROSS)
        x = LEFT + across * (size.width * mm + GAP)
        _small(canvas, label, (x, PAGE_H - TOP - (down + 1) * size.height * mm))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(size: tuple[float, float]) -> tuple[BytesIO, Canvas]:
    fonts.register()
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1, lang="zh-CN")
    canvas.setTitle("标签 Labels")
    canvas.setAuthor("PilotBase")
    return out, canvas


def fitted(text: str, style: Style, width: float) -> tuple[str, Style]:
    """``text`` in a smaller size, and at the least size shortened, until it fits ``width``."""
    wide = one_line(text, style).width
    if wide <= width:
        return text, style
    small = style.sized(max(LEAST, style.size * width / wide))
    if one_line(text, small).width <= width + 0.01:
        return text, small
    while text and one_line(f"{text}…", small).width > width:
        text = text[:-1].rstrip()
    return f"{text}…", small


def _stack(canvas: Canvas, at: At, width: float, lines: Lines) -> None:
    """Lines downwards from the upper left corner ``at``, each fitted to ``width``."""
    x, y = at
    for wanted, look in lines:
        text, style = fitted(wanted, look, width)
        draw_line(canvas, one_line(text, style), x, y - look.drop)
        y -= look.leading


def _code(canvas: Canvas, text: str, at: At, room: float, dots: int) -> float:
    """The code as large as ``dots`` a module and ``room`` allow; returns its side."""
    modules = datamatrix(text)
    while dots * DOT * (len(modules) + 2) > room + 0.1 and dots > 2:
        dots -= 1
    side = dots * DOT * len(modules)
    draw_modules(canvas, modules, (at[0], at[1] + (room - side) / 2), dots * DOT)
    return side


def _number(canvas: Canvas, label: LabelText, at: At, width: float, style: Style) -> None:
    """The number across the label, its tail bold."""
    stem, tail = label.parts
    content: list[str | Run] = [stem, strong(tail)]
    wide = one_line(content, style).width
    size = style.size if wide <= width else max(LEAST, style.size * width / wide)
    put(canvas, at, content, style.sized(size))


def _cryo(canvas: Canvas, label: LabelText, at: At) -> None:
    """25 × 9.5 mm, wraps a cryo tube."""
    x, y = at
    side = _code(canvas, label.code, (x + 0.9 * mm, y + 0.4 * mm), 8.7 * mm, 3)
    left = x + side + 1.9 * mm
    lines = [
        (label.code, BITTY),
        (label.parts[1], Style(8, 8.2, bold=True)),
        (label.title, BITTY),
        *((line, BITTY) for line in label.small_print(1)),
    ]
    _stack(canvas, (left, y + 9 * mm), x + 24.4 * mm - left, lines)


def _tube(canvas: Canvas, label: LabelText, at: At) -> None:
    """50 × 25 mm, tube or bottle."""
    x, y = at
    side = _code(canvas, label.code, (x + 2 * mm, y + 2 * mm), 12 * mm, 5)
    left = x + side + 5 * mm
    _number(canvas, label, (x + 2 * mm, y + 20.2 * mm), 46 * mm, Style(13, 14))
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(HAIR)
    canvas.line(x + 2 * mm, y + 18.6 * mm, x + 48 * mm, y + 18.6 * mm)
    print_ = NOTE.sized(6.4, 8.6)
    lines = [
        (label.title, NOTE.sized(7, 9.4).strong()),
        *((line, print_) for line in label.small_print(4)),
    ]
    _stack(canvas, (left, y + 17.8 * mm), x + 49 * mm - left, lines)


def _box(canvas: Canvas, label: LabelText, at: At) -> None:
    """60 × 40 mm, freezer box, carton or machine."""
    x, y = at
    side = _code(canvas, label.code, (x + 3 * mm, y + 3 * mm), 20 * mm, 9)
    _number(canvas, label, (x + 3 * mm, y + 31.5 * mm), 54 * mm, Style(19, 20))
    _stack(canvas, (x + 3 * mm, y + 29.6 * mm), 54 * mm, [(label.title, CELL.sized(8.5).strong())])
    left, right = x + side + 7 * mm, x + 58 * mm
    if label.address:
        right -= _address(canvas, label.address, (right, y + 3 * mm), 22 * mm)
    lines = [(line, CELL.sized(8, 11.4)) for line in label.small_print(5)]
    _stack(canvas, (left, y + 24 * mm), right - left, lines)


def _address(canvas: Canvas, address: str, at: At, room: float) -> float:
    """A QR code whose lower right corner is ``at``, with its quiet zone; returns its width."""
    modules = qr(address)
    dots = max(2, int(room / DOT / (len(modules) + 4)))
    side = dots * DOT * len(modules)
    draw_modules(canvas, modules, (at[0] - side, at[1]), dots * DOT)
    return side + 4 * dots * DOT


def _small(canvas: Canvas, label: LabelText, at: At) -> None:
    """38.1 × 21.2 mm, one of 65 on a sheet."""
    x, y = at
    side = _code(canvas, label.code, (x + 2.4 * mm, y + 3.5 * mm), 9.6 * mm, 4)
    left = x + side + 4 * mm
    _number(canvas, label, (x + 2.4 * mm, y + 15.6 * mm), 33 * mm, Style(10, 11))
    print_ = TINY.sized(6, 7.6)
    lines = [
        (label.title, NOTE.sized(6.4, 8).strong()),
        *((line, print_) for line in label.small_print(3)),
    ]
    _stack(canvas, (left, y + 14 * mm), x + 36.6 * mm - left, lines)


_DRAWINGS: Final[dict[Stock, Callable[[Canvas, LabelText, At], None]]] = {
    Stock.CRYO: _cryo,
    Stock.TUBE: _tube,
    Stock.BOX: _box,
}
