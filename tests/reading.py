"""Reads back what was printed: pages as pictures, codes by a scanner, text as copied."""

import pypdfium2
import zxingcpp
from PIL import Image


def pictures(pdf: bytes, dpi: int = 203) -> list[Image.Image]:
    """Every page, grey, at ``dpi``."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page, dpi) for page in document]
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    try:
        picture: Image.Image = page.render(scale=dpi / 72).to_pil().convert("L")
        return picture
    finally:
        page.close()


def texts(pdf: bytes) -> list[str]:
    """Every page's text, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_text(page) for page in document]
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        text: str = words.get_text_range()
        return text.replace("\ufffe", "-")  # pdfium's sign for a hyphen that ends a line
    finally:
        words.close()
        page.close()


def codes(picture: Image.Image) -> list[str]:
    """What a scanner finds in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]
