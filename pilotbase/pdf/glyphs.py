"""Every character as it will be drawn, and the refusal of one without a glyph.

The typeface draws ± ≤ × · a whole em wide: they are cut down. Lowered and raised figures, which it
lacks, are set from plain ones; a thin space is an advance.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportlab.lib.colors import Color

from pilotbase.pdf import fonts
from pilotbase.pdf.errors import MissingGlyph
from pilotbase.pdf.styles import Style
from pilotbase.pdf.words import Content, Run, plain, runs

_EM = {0.42: "·", 0.5: "†‡", 0.62: "§≈", 0.72: "±≤≥≠×÷", 0.86: "→●", 0.92: "▲"}
NARROW: Final = {char: em for em, chars in _EM.items() for char in chars}
OPEN: Final = "（《「【“‘"
CLOSE: Final = "），。、；：！？》」】”’…"
MARKS: Final = "†‡§¶"  # note marks, raised
SQUEEZE: Final = 0.5  # two full-width marks in a row share half an em
SCRIPT_GAP: Final = 0.16  # em between a Chinese character and a Latin letter or digit
TIGHT: Final = "(/-·),.;:%°†‡§¶*"  # no script gap beside these
THIN: Final = "\u2009"
LOW: Final = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
HIGH: Final = dict(zip("⁰⁴⁵⁶⁷⁸⁹⁻", "0456789-", strict=True))


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, placed by the line that holds it."""

    char: str
    font: str
    size: float
    color: Color
    rise: float
    width: float
    shift: float = 0.0  # moves a glyph whose em is cut down
    kind: str = "latin"  # latin | cjk | open | close | space


def glyphs(content: Content, style: Style) -> list[Glyph]:
    """The characters of ``content`` in ``style``. Raises MissingGlyph."""
    return [glyph for run in runs(content) for glyph in _run(run, style, content)]


def _run(run: Run, style: Style, content: Content) -> list[Glyph]:
    font = fonts.BOLD if (style.bold if run.bold is None else run.bold) else fonts.REGULAR
    size, color = style.size * run.scale, run.color or style.color
    out = []
    for char in unicodedata.normalize("NFC", run.text):
        glyph = _glyph(char, font, size, color)
        if glyph is None:
            raise MissingGlyph(char, plain(content))
        out.append(glyph)
    return out


@lru_cache(maxsize=32768)
def _glyph(char: str, font: str, size: float, color: Color) -> Glyph | None:
    if char == THIN:
        return Glyph(" ", font, size, color, 0, 0.18 * size)
    char, rise, size = _shifted(char, size)
    em = fonts.advance(char, font)
    if em is None:
        return None
    cut = NARROW.get(char, em)
    shift = (cut - em) / 2 * size
    return Glyph(char, font, size, color, rise, cut * size, shift, _kind(char))


def _shifted(char: str, size: float) -> tuple[str, float, float]:
    """What is drawn for ``char``, how far above the line, and how large."""
    if char in LOW:
        return LOW[char], -0.16 * size, size * 0.68
    if char in HIGH:
        return HIGH[char], 0.36 * size, size * 0.68
    if char in MARKS:
        return char, 0.28 * size, size * 0.8
    return char, 0.0, size


def _kind(char: str) -> str:
    if char == " ":
        return "space"
    if char in OPEN:
        return "open"
    if char in CLOSE:
        return "close"
    return "cjk" if "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef" else "latin"


def missing(text: str) -> list[str]:
    """The characters of ``text`` that cannot be printed, in order, each once."""
    chars = dict.fromkeys(unicodedata.normalize("NFC", text.replace("\n", "")))
    return [c for c in chars if _glyph(c, fonts.REGULAR, 1.0, _NO_COLOR) is None]


_NO_COLOR = Color(0, 0, 0)


def refuse_unprintable(text: str) -> None:
    """Raise MissingGlyph for the first character of ``text`` that cannot be printed."""
    for char in missing(text):
        raise MissingGlyph(char, text)
