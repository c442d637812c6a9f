"""Keeps files that people add: by their content, below the data folder, never under their name.

A file is known by its SHA-256, so that the same file is kept once and a touched one shows. What it
is called and what it claims to be are only told again, cleaned, when it is fetched.
"""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid, Missing, TooLarge

LARGEST: Final = 50 * 1024 * 1024
_PIECE: Final = 1024 * 1024
_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_UNKNOWN: Final = "application/octet-stream"


class Kept(NamedTuple):
    """``path`` is below the data folder."""

    sha256: str
    size: int
    media_type: str
    path: str


def keep(pieces: Iterable[bytes], name: str, *, largest: int = LARGEST) -> Kept:
    """Store the content, whole or not at all. Raises TooLarge, and Invalid for an empty file."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    whole, size, head = sha256(), 0, b""
    with _scratch(folder) as scratch, scratch.open("wb") as out:
        for piece in pieces:
            size += len(piece)
            if size > largest:
                raise TooLarge(
                    _("%(file)s is larger than %(limit)s MB.")
                    % {"file": name, "limit": largest // 1024**2},
                    field="file",
                )
            head = head or piece[:512]
            whole.update(piece)
            out.write(piece)
        if not size:
            raise Invalid(_("%(file)s is empty.") % {"file": name}, field="file")
        out.close()
        digest = whole.hexdigest()
        path = folder / digest[:2] / digest
        path.parent.mkdir(exist_ok=True)
        scratch.replace(path)
    return Kept(digest, size, sniffed(head), str(path.relative_to(settings.DATA)))


def cleaned(name: str) -> str:
    """A file name for people: no path, nothing a shell or a header would stumble over."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*\u202e\u202d')
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= 12:
        return f"{stem[: 180 - len(ending)]}.{ending}" if stem else "file." + ending
    return shown[:180] or "file"


def sniffed(head: bytes) -> str:
    """What the first bytes say it is; never anything that a browser would run."""
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if b"\x00" in head:
        return _UNKNOWN
    return "text/plain" if _is_text(head) else _UNKNOWN


def download(path: str, name: str, media_type: str) -> FileResponse:
    """The file as an attachment that no browser opens by itself. Raises Missing."""
    file = settings.DATA / path
    if not file.is_file():
        raise Missing(_("This file is no longer kept here. Ask the administrator."))
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=cleaned(name))
    answer["Content-Type"] = media_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def touched(path: str, expected: str) -> str:
    """Why the kept file is no longer what it was; empty when it is. Reads it piece by piece."""
    file = settings.DATA / path
    if not file.is_file():
        return _("the file is gone")
    whole = sha256()
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            whole.update(piece)
    return "" if whole.hexdigest() == expected else _("the file is not as it was added")


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".coming-", delete=False) as made:
        path = Path(made.name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last character may be cut through.
            head[: len(head) - 4 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
