"""Agreements are uploaded by either side; the newest of a kind is the one to accept."""

from pathlib import Path
from typing import Any

import pytest

from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.choices import DocumentKind
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.integrity import check_documents
from pilotbase.intake.models import Document
from tests.intake.asking import answered, asked, upload
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
KIND = DocumentKind.AGREEMENT


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen", "manager"])
def test_either_side_adds_and_both_read(cast: Cast, door: str, who: str) -> None:
    number = answered(cast).number
    assert upload(cast, who, door, number).status_code in OK
    kept = Document.objects.get()
    assert (kept.name, kept.media_type) == ("协议.pdf", "application/pdf")
    pages = (f"/enquiries/{number}/documents/{kept.pk}", f"/api/v1/enquiry-documents/{kept.pk}")
    for name in ("lin", "manager", "biosafety"):
        for client, path in zip((cast.client(name), cast.bearer(name)), pages, strict=True):
            got: Any = client.get(path)
            assert b"".join(got.streaming_content) == b"%PDF-"
            assert got["Content-Disposition"].startswith("attachment")
    for client, path in zip((cast.client("eve"), cast.bearer("eve")), pages, strict=True):
        assert client.get(path).status_code == 404
    assert kept.name in cast.client("lin").get(f"/enquiries/{number}").content.decode()


def test_a_new_file_replaces_the_one_of_its_kind(cast: Cast) -> None:
    number, lin = answered(cast).number, cast.actor("lin")
    first = add_document(lin, number, KIND, "a.pdf", [b"1"])
    add_document(lin, number, DocumentKind.CONFIDENTIALITY, "c.pdf", [b"2"])
    second = add_document(lin, number, KIND, "b.pdf", [b"3"])
    assert set(Document.objects.current().filter(kind=KIND)) == {second}
    first.refresh_from_db()
    assert first.replaced_at is not None
    documents = cast.bearer("lin").get(f"/api/v1/enquiries/{number}").json()["documents"]
    assert [one["replaced"] for one in documents] == [True, False, False]


@pytest.mark.parametrize("door", DOORS)
def test_an_empty_file_is_refused(cast: Cast, door: str) -> None:
    number = answered(cast).number
    assert upload(cast, "lin", door, number, content=b"").status_code == 422
    assert upload(cast, "lin", door, number, kind="other").status_code == 422
    assert not Document.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "status"), [("biosafety", 403), ("eve", 404), ("operator", 404)])
def test_others_may_not(cast: Cast, door: str, name: str, status: int) -> None:
    assert upload(cast, name, door, answered(cast).number).status_code == status


def test_before_and_after_the_agreements_there_are_none(cast: Cast) -> None:
    with pytest.raises(NotItsStep):
        add_document(cast.actor("lin"), asked(cast).number, KIND, "a.pdf", [b"1"])
    with pytest.raises(NotAllowed):
        add_document(cast.actor("quality"), answered(cast).number, KIND, "a.pdf", [b"1"])
    with pytest.raises(Missing):
        add_document(cast.actor("eve"), "E-2026-09999", KIND, "a.pdf", [b"1"])


def test_a_touched_file_is_found(cast: Cast, folder: Path) -> None:
    number = answered(cast).number
    kept = add_document(cast.actor("lin"), number, KIND, "a.pdf", [b"1"])
    assert list(check_documents()) == []
    (folder / kept.path).write_bytes(b"2")
    assert [finding.what for finding in check_documents()] == [f"{number} a.pdf"]
