"""Machine-readable marks as vectors: QR for people's phones, DataMatrix for small labels."""

from collections.abc import Iterator
from typing import Any

import segno
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from pilotbase.pdf.styles import INK

Modules = tuple[tuple[bool, ...], ...]  # rows from the top, True is dark


def qr(text: str) -> Modules:
    """The dark modules of a QR code, error level M, without its quiet zone (4 modules)."""
    matrix = segno.make(text, error="m", micro=False).matrix
    return tuple(tuple(bool(module) for module in row) for row in matrix)


def datamatrix(text: str) -> Modules:
    """The dark modules of a square DataMatrix (ECC 200), without its quiet zone (1 module).

    Left to itself the writer turns twelve characters into a strip of 8 × 32.
    """
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    return tuple(tuple(value < 128 for value in row) for row in rows)


def dark_runs(modules: Modules) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of every run of dark modules."""
    for r, row in enumerate(modules):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                yield r, start, end - start
            start = end + 1


def draw_modules(canvas: Canvas, modules: Modules, at: tuple[float, float], module: float) -> None:
    """Draw with the lower left corner at ``at``, a module ``module`` points wide.

    A run of dark modules is one rectangle, so that no hair lines show between them.
    """
    path = canvas.beginPath()
    for row, start, length in dark_runs(modules):
        y = at[1] + (len(modules) - 1 - row) * module
        path.rect(at[0] + start * module, y, length * module, module)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
