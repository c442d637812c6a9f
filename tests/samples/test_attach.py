from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.core.files import LARGEST
from samples.actions.attach import attach
from samples.actions.relinquish import relinquish
from samples.choices import CustodyType
from samples.errors import InHandover
from samples.models import Attachment, Sample
from samples.schemas.sample import Relinquishing
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def sent(cast: Cast, who: str, door: str, number: str, file: SimpleUploadedFile | None) -> Any:
    body = {"file": file} if file else {}
    if door == "api":
        return cast.bearer(who).post(f"/api/v1/samples/{number}/attachments", body)
    return cast.client(who).post(f"/samples/{number}/files", body)


@pytest.mark.parametrize("door", DOORS)
def test_a_file_becomes_part_of_the_chain(cast: Cast, drawn: Sample, door: str) -> None:
    file = SimpleUploadedFile("../凝胶 1.html", PNG, content_type="text/html")
    answer = sent(cast, "technician", door, drawn.number, file)
    assert answer.status_code in OK, answer.content
    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type, kept.size) == ("凝胶 1.html", "image/png", len(PNG))
    link = drawn.custody.get(type=CustodyType.ATTACHED)
    assert link.facts == {"name": kept.name, "size": kept.size, "sha256": kept.sha256}
    assert AuditEntry.objects.filter(verb="sample.attached").count() == 1
    for client, path in (
        (cast.client("lin"), f"/samples/{drawn.number}/files/{kept.pk}"),
        (cast.bearer("lin"), f"/api/v1/attachments/{kept.pk}"),
    ):
        got: Any = client.get(path)
        assert b"".join(got.streaming_content) == PNG
        assert got["Content-Disposition"].startswith("attachment")
        assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert cast.client("eve").get(f"/samples/{drawn.number}/files/{kept.pk}").status_code == 404
    assert cast.bearer("eve").get(f"/api/v1/attachments/{kept.pk}").status_code == 404
    assert kept.name in cast.client("lin").get(f"/samples/{drawn.number}").content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_more_than_fifty_megabytes_are_too_large(
    cast: Cast, drawn: Sample, door: str, folder: Path
) -> None:
    file = SimpleUploadedFile("raw.bin", b"\x00" * (LARGEST + 1))
    answer = sent(cast, "technician", door, drawn.number, file)
    assert (answer.status_code, b"larger than 50 MB" in answer.content) == (413, True)
    assert not Attachment.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("door", DOORS)
def test_nothing_is_no_file(cast: Cast, drawn: Sample, door: str) -> None:
    assert sent(cast, "technician", door, drawn.number, None).status_code == 422
    empty = SimpleUploadedFile("empty.txt", b"")
    assert sent(cast, "technician", door, drawn.number, empty).status_code == 422


@pytest.mark.parametrize("door", DOORS)
def test_who_may_not_stores_nothing(cast: Cast, drawn: Sample, door: str, folder: Path) -> None:
    for who, status in (("eve", 404), ("quality", 403)):
        file = SimpleUploadedFile("x.txt", b"x")
        assert sent(cast, who, door, drawn.number, file).status_code == status
    assert not (folder / "files").exists()


def test_what_is_on_its_way_is_left_alone(cast: Cast, drawn: Sample) -> None:
    read = []

    def pieces() -> Iterator[bytes]:
        read.append("a piece")
        yield b"x"

    for who, refusal in (("eve", Missing), ("reviewer", NotAllowed)):
        with pytest.raises(refusal):
            attach(cast.actor(who), drawn.number, "x", pieces())
    relinquish(cast.actor("operator"), drawn.number, Relinquishing(to="technician@demo.test"))
    with pytest.raises(InHandover):
        attach(cast.actor("technician"), drawn.number, "x", pieces())
    assert read == []
