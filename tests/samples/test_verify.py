"""Verifying: anyone with the code learns that a report is genuine, and nothing of what it says."""

import pytest
from django.test import Client

from samples.models import Report, ReportDocument, Sample
from tests.people import Cast
from tests.samples.lab import approved
from tests.samples.reports import issued, signed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def report(cast: Cast, tested: Sample) -> Report:
    approved(cast, tested)
    return issued(cast, tested)


def test_the_page_says_genuine_and_current(report: Report) -> None:
    page = Client().get(f"/verify/{report.verify_code.lower()}", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "genuine" in text
    assert report.number in text
    assert report.document.pdf_sha256 in text
    for secret in ("RK-B1", "818.6", "砚溪生物", "Yanxi", "reviewer", "signatory", "P-0004"):
        assert secret not in text


@pytest.mark.parametrize(
    ("query", "headers"), [("?format=json", {}), ("", {"Accept": "application/json"})]
)
def test_a_program_reads_the_same(report: Report, query: str, headers: dict[str, str]) -> None:
    answer = Client().get(f"/verify/{report.verify_code}{query}", headers=headers)
    told = answer.json()
    assert (told["genuine"], told["current"], told["number"]) == (True, True, report.number)
    assert told["sha256"] == report.document.pdf_sha256
    assert told["signatures"][0]["content_digest"] == report.digest
    assert "signer" not in answer.content.decode()


def test_a_file_is_held_against_it_by_its_hash(report: Report) -> None:
    address = f"/verify/{report.verify_code}"

    def matches(sha: str) -> bool:
        found: bool = (
            Client().get(address, {"format": "json", "sha256": sha}).json()["file_matches"]
        )
        return found

    assert matches(f" {report.document.pdf_sha256.upper()} ")
    assert not matches("0" * 64)
    said = {"sha256": "0" * 64}
    page = Client().get(address, said, headers={"Accept-Language": "en"})
    assert "not the file" in page.content.decode()


def test_an_unknown_code_says_so(report: Report) -> None:
    for code in ("0" * 20, "x", report.number):
        page = Client().get(f"/verify/{code}", headers={"Accept-Language": "en"})
        assert page.status_code == 404
        assert "No report" in page.content.decode()
    told = Client().get("/verify/0000?format=json")
    assert (told.status_code, told.json()["code"]) == (404, "unknown_code")
    assert told["Content-Type"] == "application/problem+json"


def test_what_is_not_issued_is_unknown(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    waiting = signed(cast, tested)
    assert Client().get(f"/verify/{waiting.verify_code}").status_code == 404


def test_what_was_touched_is_not_called_genuine(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(digest="v1:" + "0" * 64)
    told = Client().get(f"/verify/{report.verify_code}?format=json").json()
    assert (told["genuine"], told["current"]) == (False, False)
    assert ReportDocument.objects.count() == 1
