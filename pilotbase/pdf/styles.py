"""The one place for colour, measure and the type scale on paper."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.units import mm

Align = Literal["left", "center", "right"]
SHARE: Final[dict[Align, float]] = {"left": 0.0, "center": 0.5, "right": 1.0}

INK: Final = HexColor("#0f1b24")
MUTED: Final = HexColor("#52626c")  # second language, captions: 6.3 : 1 on white
LINE: Final = HexColor("#dbe3e8")
WASH: Final = HexColor("#f1f6f6")  # the tint under a group head
TEAL: Final = HexColor("#0b6e69")
RED: Final = HexColor("#b42b25")
AMBER: Final = HexColor("#9a6410")
WHITE: Final = white

PAGE_W: Final = 210 * mm
PAGE_H: Final = 297 * mm
MARGIN_X: Final = 18 * mm
MARGIN_Y: Final = 20 * mm
MEASURE: Final = PAGE_W - 2 * MARGIN_X
GUTTER: Final = 4 * mm
STEP: Final = 6.5  # half a body line: every vertical space is a multiple of it

HAIR: Final = 0.3
RULE: Final = 0.5
HEAVY: Final = 1.0


@dataclass(frozen=True)
class Style:
    """How a line of text looks; sizes in points."""

    size: float
    leading: float
    bold: bool = False
    color: Color = INK
    align: Align = "left"

    @property
    def drop(self) -> float:
        """From the top of a line to its baseline, the figures optically centred."""
        return self.leading / 2 + self.size * 0.36

    def sized(self, size: float, leading: float | None = None) -> "Style":
        return replace(self, size=size, leading=leading or self.leading)

    def strong(self, bold: bool = True) -> "Style":
        return replace(self, bold=bold)

    def inked(self, color: Color) -> "Style":
        return replace(self, color=color)

    def aligned(self, align: Align) -> "Style":
        return replace(self, align=align)


TINY: Final = Style(6.5, 9)  # page furniture, hashes
NOTE: Final = Style(7.2, 10)  # footnotes, statements
CELL: Final = Style(8, 11)  # tables
BODY: Final = Style(9, 13)
LEAD: Final = Style(11, 16)  # a conclusion
SUBTITLE: Final = Style(14, 18)
SECTION: Final = Style(11, 15, bold=True, color=TEAL)
TITLE: Final = Style(28, 36, bold=True)
