"""Issuing a report: the paper says who answers, never changes, and reaches its client alone."""

from hashlib import sha256

import pypdfium2
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from zxingcpp import read_barcodes

from pilotbase.core.errors import Missing, NotAllowed
from samples.actions.enter_result import enter_result
from samples.actions.issue_report import NotSigned, _drawn, _issue, issue_report
from samples.choices import ReportStatus, RequestStatus
from samples.models import Report, ReportDocument, Sample
from samples.reports.content import digest
from samples.reports.integrity import check_reports, check_results, faults
from samples.reports.signing import content_of
from samples.testing.values import AlreadyReported
from tests.people import Cast
from tests.samples.lab import approved, entry, received
from tests.samples.reports import drafted, issued, signed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def ready(cast: Cast, tested: Sample) -> Report:
    approved(cast, tested)
    return signed(cast, tested)


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_paper_is_kept_with_its_content_and_hash(cast: Cast, ready: Report) -> None:
    report = issue_report(cast.actor("signatory"), ready.number)
    document = report.document
    assert (report.status, report.issued_at) == (ReportStatus.ISSUED, document.issued_at)
    assert sha256(document.pdf).hexdigest() == document.pdf_sha256
    content = content_of(report)
    assert digest(content) == report.digest == document.content_digest
    assert [s.role for s in content.signatures] == ["test", "review", "approve"]
    pages = text_of(bytes(document.pdf))
    for n, page in enumerate(pages, 1):
        assert report.number in page
        assert f"{n}" in page
    whole = "".join(pages)
    for said in ("818.6", "RK-B1", "signatory", "reviewer", "technician", "报告结束"):
        assert said in whole
    assert report.samples.get().tests.get().status == RequestStatus.REPORTED


def test_an_issued_report_never_changes(cast: Cast, ready: Report, tested: Sample) -> None:
    report = issue_report(cast.actor("signatory"), ready.number)
    rows = ReportDocument.objects.filter(report=report)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(pdf_sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(NotSigned):
        issue_report(cast.actor("signatory"), report.number)
    result, again = report.results.get(), entry(tested, "1", reason="no")
    with pytest.raises(AlreadyReported):
        enter_result(cast.actor("technician"), again, result.version)


def test_a_draft_is_not_issued(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    draft = drafted(cast, tested)
    with pytest.raises(NotSigned):
        issue_report(cast.actor("signatory"), draft.number)


@pytest.mark.parametrize(
    ("who", "refusal"), [("lin", Missing), ("eve", Missing), ("reviewer", NotAllowed)]
)
def test_others_may_not(cast: Cast, ready: Report, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        issue_report(cast.actor(who), ready.number)


def test_its_client_downloads_it_and_nobody_else(cast: Cast, ready: Report) -> None:
    address = f"/api/v1/reports/{ready.number}.pdf"
    draft = cast.bearer("reviewer").get(address)
    assert draft["Content-Type"] == "application/pdf"
    assert "DRAFT" in "".join(text_of(draft.content))
    assert cast.bearer("lin").get(address).status_code == 404
    issue_report(cast.actor("signatory"), ready.number)
    hers = cast.client("lin").get(address)
    assert hers.status_code == 200
    assert hers.content == bytes(ReportDocument.objects.get().pdf)
    assert cast.bearer("eve").get(address).status_code == 404
    assert cast.client("eve").get(f"/reports/{ready.number}").status_code == 404
    page = cast.client("lin").get(f"/reports/{ready.number}")
    assert address in page.content.decode()
    assert ready.number in cast.client("lin").get("/reports").content.decode()


def test_both_doors(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = signed(cast, tested)
    done = cast.client("signatory").post(f"/reports/{report.number}/issue")
    assert done.status_code == 302
    refused = cast.bearer("signatory").post(
        f"/api/v1/reports/{report.number}/issue", {}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_signed")


def test_the_api_issues(cast: Cast, ready: Report) -> None:
    address = f"/api/v1/reports/{ready.number}/issue"
    done = cast.bearer("signatory").post(address, {}, content_type="application/json")
    assert done.status_code == 200, done.content
    told = done.json()
    assert told["status"] == "issued"
    assert told["verify"].endswith(f"/verify/{ready.verify_code}")
    assert told["sha256"] == ReportDocument.objects.get().pdf_sha256


def test_what_changed_while_it_was_drawn_is_not_issued(cast: Cast, ready: Report) -> None:
    paper = _drawn(ready)
    Report.objects.filter(pk=ready.pk).update(digest="v1:" + "0" * 64)
    with pytest.raises(NotSigned, match="changed while"):
        _issue(cast.actor("signatory"), ready.number, paper)


def test_a_way_to_the_page_of_verification_stands_in_the_square(cast: Cast, ready: Report) -> None:
    report = issue_report(cast.actor("signatory"), ready.number)
    address = f"{settings.PUBLIC_URL}/verify/{report.verify_code}"
    assert content_of(report).verify_url == address
    page = pypdfium2.PdfDocument(bytes(report.document.pdf))[0]
    (square,) = read_barcodes(page.render(scale=4).to_pil())
    assert square.text == address


def test_every_touch_shows(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = issued(cast, tested)
    document = report.document

    def found(**touched: object) -> set[str]:
        for name, value in touched.items():
            setattr(document, name, value)
        said = set(faults(document))
        document.refresh_from_db()
        document.report.refresh_from_db()
        return said

    assert found() == set()
    assert found(pdf=b"%PDF-1.4 other") == {"the file is not the one that was issued"}
    other = {**document.content, "project": "P-0009"}
    assert found(content=other) == {"the content is not the one that was issued"}
    assert found(content={}) == {"the content is not the one that was issued"}
    document.report.status = "signed"
    assert found() == {"it has a document, and does not say that it is issued"}


def test_what_was_issued_proves_itself(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = issued(cast, tested)
    assert list(check_reports()) == []
    assert list(check_results()) == []
    Report.objects.filter(pk=report.pk).update(digest="v1:" + "0" * 64)
    found = [finding.detail for finding in check_reports()]
    assert "the report's digest is not that of its document" in found
    report.results.update(reported="900.0")
    assert [finding.kind for finding in check_results()] == ["result"]
    waiting = signed(cast, *_more(cast))
    Report.objects.filter(pk=waiting.pk).update(status="issued")
    assert "it is issued, and its document is gone" in [f.detail for f in check_reports()]


def test_a_touched_signature_shows(
    cast: Cast, tested: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(cast, tested)
    issued(cast, tested)
    monkeypatch.setattr("samples.reports.integrity.signature_digest", lambda _one: "v1:other")
    assert [f.detail for f in check_results()] == ["the reviewer's signature was changed"]
    (changed,) = [f.detail for f in check_reports()]
    assert changed.startswith("the signature of")


def _more(cast: Cast) -> list[Sample]:
    (sample,) = received(cast, ["RK-B2"])
    approved(cast, sample)
    return [sample]
