from pathlib import Path

import pytest
from pytest_django import Settings

from pilotbase.core.errors import Invalid, Missing, TooLarge
from pilotbase.core.files import Kept, cleaned, download, keep, sniffed, touched

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def left(data: Path) -> list[str]:
    return sorted(p.name for p in (data / "files").rglob("*") if p.is_file())


def test_a_file_is_kept_once_by_its_content(data: Path) -> None:
    kept = keep([PNG[:10], PNG[10:]], "gel.png")
    assert keep([PNG], "other.png") == kept
    assert kept == Kept(
        kept.sha256, len(PNG), "image/png", f"files/{kept.sha256[:2]}/{kept.sha256}"
    )
    assert (data / kept.path).read_bytes() == PNG
    assert left(data) == [kept.sha256]


def test_what_is_too_large_or_empty_leaves_nothing(data: Path) -> None:
    with pytest.raises(TooLarge, match=r"raw\.zip"):
        keep([b"x" * 600, b"x" * 600], "raw.zip", largest=1024)
    with pytest.raises(Invalid):
        keep([], "nothing.txt")
    assert left(data) == []


def test_a_touched_file_shows(data: Path) -> None:
    kept = keep([b"rt,area\n1,2\n"], "peaks.csv")
    assert touched(kept.path, kept.sha256) == ""
    (data / kept.path).write_bytes(b"rt,area\n1,3\n")
    assert touched(kept.path, kept.sha256)
    (data / kept.path).unlink()
    assert touched(kept.path, kept.sha256)
    with pytest.raises(Missing):
        download(kept.path, "peaks.csv", "text/plain")


@pytest.mark.django_db  # an answer that is closed ends its request
def test_a_download_is_never_opened_by_the_browser(data: Path) -> None:
    kept = keep([b"<script>alert(1)</script>"], "page.html")
    answer = download(kept.path, "色谱 图.html", kept.media_type)
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("gel.png", "gel.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lin\\色谱图.pdf", "色谱图.pdf"),
        ('a"b<c>\r\nd.csv', "abcd.csv"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  two   words .txt", "two words .txt"),
        ("...", "file"),
        ("", "file"),
        (".png", "png"),
        ("x" * 300 + ".png", "x" * 177 + ".png"),
        ("y" * 300, "y" * 180),
        ("a." + "z" * 300, ("a." + "z" * 300)[:180]),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert cleaned(name) == shown


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"<html>", "text/plain"),
        ("样品,数值".encode("gbk"), "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_it_is(head: bytes, media_type: str) -> None:
    assert sniffed(head) == media_type
