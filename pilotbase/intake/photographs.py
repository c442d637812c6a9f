"""Makes of an uploaded photograph what the catalogue shows: turned upright, small, no metadata."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pilotbase.core.errors import Invalid, Missing, TooLarge

LARGEST: Final = 12 * 1024 * 1024
WIDEST: Final = (1600, 1200)
MOST_PIXELS: Final = 60_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def redrawn(pieces: Iterable[bytes], name: str) -> bytes:
    """A JPEG of at most 1600 × 1200. Raises TooLarge, and Invalid for what is no photograph."""
    given = _read(pieces, name)
    try:
        with Image.open(BytesIO(given), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooLarge(_("%(file)s has too many pixels.") % {"file": name}, field="file")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError) as unreadable:
        sentence = _("%(file)s is not a photograph: give a JPEG, PNG or WebP file.")
        raise Invalid(sentence % {"file": name}, field="file") from unreadable
    upright.thumbnail(WIDEST)
    out = BytesIO()
    upright.save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()


def content(path: str) -> bytes:
    """A kept photograph, which is small. Raises Missing."""
    file = settings.DATA / path
    if not file.is_file():
        raise Missing(_("This file is no longer kept here. Ask the administrator."))
    return bytes(file.read_bytes())


def _read(pieces: Iterable[bytes], name: str) -> bytes:
    whole = b""
    for piece in pieces:
        whole += piece
        if len(whole) > LARGEST:
            sentence = _("%(file)s is larger than %(limit)s MB.")
            said = {"file": name, "limit": LARGEST // 1024**2}
            raise TooLarge(sentence % said, field="file")
    return whole
