"""Registers the one typeface and answers for every glyph of it."""

import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from pilotbase.core.errors import NotReady

REGULAR: Final = "Sans"
BOLD: Final = "Sans-Bold"
FOLDER: Final = Path(__file__).parent / "fonts"
FILES: Final = {REGULAR: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}

_lock = threading.Lock()


def file(name: str) -> Path:
    """Where a weight lies. Raises NotReady when the fonts were never installed."""
    path = FOLDER / FILES[name]
    if not path.exists():
        sentence = _("%(file)s is not in %(folder)s: run “make” to fetch the typeface.")
        raise NotReady(sentence % {"file": path.name, "folder": FOLDER})
    return path


def register() -> None:
    """Make both weights known to reportlab, once in a process. Raises NotReady."""
    with _lock:
        for name in FILES:
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(file(name))))
        # Else every page drags in a Helvetica that is not embedded.
        rl_config.canvas_basefontname = REGULAR


@cache
def _faces() -> dict[str, tuple[dict[int, float], float, dict[int, int]]]:
    register()
    fonts: dict[str, Any] = {name: pdfmetrics.getFont(name) for name in FILES}
    faces = {name: font.face for name, font in fonts.items()}
    return {n: (f.charWidths, f.defaultWidth, f.charToGlyph) for n, f in faces.items()}


def advance(char: str, font: str) -> float | None:
    """Width of the glyph as drawn, in em; None where the font has none."""
    widths, default, glyphs = _faces()[font]
    code = ord(char)
    return widths.get(code, default) / 1000 if code in glyphs else None
