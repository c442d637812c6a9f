"""Writes labels for a thermal printer in ZPL II.

Latin text is the printer's own (^A0 with ^CI28, UTF-8). Chinese, which few printers carry, goes as
a picture (^GF) in the house typeface. Every text is escaped by ^FH, so that no character of it can
be a command.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from pilotbase.core.errors import Invalid
from pilotbase.labels.content import SIZES, LabelText, Stock, refuse_none
from pilotbase.labels.paper import known
from pilotbase.pdf import fonts
from pilotbase.pdf.codes import datamatrix
from pilotbase.pdf.glyphs import refuse_unprintable

DPI: Final = (203, 300, 600)
HOSTILE: Final = "^~\\_"  # commands, and the mark of an escape itself
QUIET: Final = 1  # modules of white around a DataMatrix


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of text: millimetres from the left and the top, height and room in millimetres."""

    left: float
    top: float
    height: float
    room: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things stand on a stock: the code, the number, the title, the small print."""

    code: tuple[float, float]
    number: Spot
    title: Spot
    lines: tuple[Spot, ...]


def _below(left: float, tops: Sequence[float], height: float, room: float) -> tuple[Spot, ...]:
    return tuple(Spot(left, top, height, room) for top in tops)


PLANS: Final = {
    Stock.CRYO: Plan(
        (0.6, 0.4),
        Spot(9.8, 0.7, 2.4, 14.6, bold=True),
        Spot(9.8, 3.6, 1.9, 14.6),
        _below(9.8, (6.2,), 1.9, 14.6),
    ),
    Stock.TUBE: Plan(
        (2, 9.5),
        Spot(2, 1.6, 4.4, 46, bold=True),
        Spot(16.5, 7.4, 2.8, 32, bold=True),
        _below(16.5, (11.2, 14.5, 17.8, 21.1), 2.4, 32),
    ),
    Stock.BOX: Plan(
        (2.5, 16.5),
        Spot(3, 2.4, 6.2, 54, bold=True),
        Spot(3, 10.4, 3.4, 54, bold=True),
        _below(26, (17, 21.4, 25.8, 30.2, 34.6), 3, 31.5),
    ),
}


def label_zpl(labels: Sequence[LabelText], stock: Stock | str, dpi: int = 203) -> str:
    """One label format after the other, to be sent as UTF-8 (TCP 9100).

    Raises Invalid for no labels, a stock that is no roll, an unknown ``dpi``, and MissingGlyph.
    """
    refuse_none(labels)
    stock = known(stock)
    if stock not in PLANS:
        raise Invalid(_("A sheet is printed as PDF."), field="stock", code="unknown_stock")
    if dpi not in DPI:
        sentence = _("A label printer has %(known)s dots per inch.")
        facts = {"known": " / ".join(map(str, DPI))}
        raise Invalid(sentence % facts, field="dpi", code="bad_dpi")
    return "".join(_Format(stock, dpi).label(label) for label in labels)


@dataclass(frozen=True, slots=True)
class _Format:
    stock: Stock
    dpi: int

    def dots(self, millimetres: float) -> int:
        return round(millimetres * self.dpi / 25.4)

    def label(self, label: LabelText) -> str:
        plan, size = PLANS[self.stock], SIZES[self.stock]
        spots = [(plan.number, label.code), (plan.title, label.title)]
        spots += zip(plan.lines, label.small_print(len(plan.lines)), strict=False)
        fields = [self._text(spot, text) for spot, text in spots if text]
        head = f"^XA^CI28^PW{self.dots(size.width)}^LL{self.dots(size.height)}^LH0,0"
        return "\n".join([head, self._code(label.code), *fields, "^XZ", ""])

    def _code(self, code: str) -> str:
        """A module is a whole number of dots. The printer makes the symbol; 200 is ECC 200."""
        plan, size = PLANS[self.stock], SIZES[self.stock]
        room = self.dots(min(size.code_room, size.height - plan.code[1]))
        module = max(2, room // (len(datamatrix(code)) + 2 * QUIET))
        left, top = (self.dots(edge) + QUIET * module for edge in plan.code)
        return f"^FO{left},{top}^BXN,{module},200^FH^FD{escaped(code)}^FS"

    def _text(self, spot: Spot, text: str) -> str:
        at = f"^FO{self.dots(spot.left)},{self.dots(spot.top)}"
        height, room = self.dots(spot.height), self.dots(spot.room)
        if text.isascii() and text.isprintable():
            # The printer's font is about half as wide as high: narrower where the room is short.
            width = min(round(height * 0.9), max(1, room * 2 // len(text)))
            return f"{at}^A0N,{height},{width}^FH^FD{escaped(text)}^FS"
        return f"{at}{_picture(text, height, room, bold=spot.bold)}^FS"


def escaped(text: str) -> str:
    """``text`` as field data after ^FH: what could be a command or a control is _XX."""
    return "".join(f"_{ord(c):02X}" if c in HOSTILE or not c.isprintable() else c for c in text)


@lru_cache(maxsize=512)
def _picture(text: str, height: int, room: int, *, bold: bool) -> str:
    """``text`` as a ^GF graphic at most ``room`` dots wide. Raises MissingGlyph."""
    refuse_unprintable(text)
    image = _drawn(text, height, bold=bold)
    if image.width > room:
        image = _drawn(text, max(8, height * room // image.width), bold=bold)
    image = image.crop((0, 0, min(image.width, room), image.height))
    row = -(-image.width // 8)
    data = bytes(~byte & 0xFF for byte in image.tobytes())  # ZPL prints ones black
    data = _blank_tail(data, row, image.width)
    return f"^GFA,{len(data)},{len(data)},{row},{data.hex().upper()}"


def _drawn(text: str, height: int, *, bold: bool) -> Image.Image:
    font = ImageFont.truetype(str(fonts.file(fonts.BOLD if bold else fonts.REGULAR)), height)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("1", (max(1, int(right - left)), max(1, int(bottom - top))), 1)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    pen.text((-left, -top), text, font=font, fill=0)
    return image


def _blank_tail(data: bytes, row: int, width: int) -> bytes:
    """The bits that fill a row up to its last byte are white, not black."""
    mask = (0xFF << (row * 8 - width)) & 0xFF
    return bytes(b & mask if i % row == row - 1 else b for i, b in enumerate(data))
