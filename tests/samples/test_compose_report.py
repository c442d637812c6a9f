"""Composing a report: what ISO/IEC 17025 asks, from reviewed results of one client alone."""

import pytest
from django.test import override_settings

from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed
from pilotbase.pdf.errors import MissingGlyph
from samples.actions.compose_report import compose_report
from samples.choices import ReportStatus
from samples.models import Report, Sample
from samples.reports.content import digest
from samples.reports.gathering import ChainBroken
from samples.reports.reportable import InReport, NotReviewed
from samples.reports.signing import content_of
from tests.people import Cast, a_project
from tests.samples.conftest import NOON
from tests.samples.lab import GC, TITER, approved, entered, received, requested
from tests.samples.reports import drafted, wanting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def reviewed(cast: Cast, tested: Sample) -> Sample:
    approved(cast, tested)
    return tested


def test_it_says_all_that_the_standard_asks(cast: Cast, reviewed: Sample) -> None:
    with clock.at(NOON):
        report = drafted(cast, reviewed, opinion="与工艺一致。", environment="23 °C")
    content = content_of(report)
    assert report.status == ReportStatus.DRAFT
    assert report.number == content.number == "HZ-2026-000001"
    assert report.digest == digest(content)
    assert (content.lab.name.zh, content.lab.address.en) == (
        "示范中试基地检测中心",
        "1 Demo Road, Hangzhou",
    )
    assert content.client.name.zh == "砚溪生物"
    assert content.project == "P-0004"
    (item,) = content.samples
    assert (item.number, item.client_mark, item.sampled_by) == (
        reviewed.number,
        "RK-B1",
        "client",
    )
    assert item.received_at is not None
    (method,) = content.methods
    assert (method.code, method.edition, method.loq) == (GC, "2", "3.0")
    (result,) = content.results
    assert (result.value, result.unit, result.uncertainty) == ("818.6", "mg/L", "49.1")
    assert (result.limit, result.verdict, result.k) == ("≥ 100.0", "pass", "2")
    said = "".join(words.zh for words in content.statements)
    for sentence in ("仅与被测样品有关", "仅适用于收到的样品", "不得部分复制", "不具有对社会"):
        assert sentence in said
    assert content.custody[0].intact
    assert content.opinion.zh == "与工艺一致。"
    assert len(report.verify_code) == 20


def test_numbers_have_no_gap_though_one_was_refused(cast: Cast, reviewed: Sample) -> None:
    with clock.at(NOON):
        with pytest.raises(MissingGlyph):
            drafted(cast, reviewed, opinion="𠮷")
        assert drafted(cast, reviewed).number == "HZ-2026-000001"


def test_what_is_not_reviewed_is_named(cast: Cast, reviewed: Sample) -> None:
    requested(cast, reviewed, TITER)
    (bare,) = received(cast, ["B"])
    with pytest.raises(NotReviewed) as refused:
        drafted(cast, reviewed, bare)
    assert [problem.code for problem in refused.value.problems] == [
        "not_reviewed",
        "nothing_to_report",
    ]
    assert TITER in refused.value.problems[0].detail
    requested(cast, bare, GC)
    entered(cast, bare)
    with pytest.raises(NotReviewed, match="Results entered"):
        drafted(cast, bare)


def test_results_stand_in_one_report(cast: Cast, reviewed: Sample) -> None:
    report = drafted(cast, reviewed)
    with pytest.raises(InReport, match=report.number):
        drafted(cast, reviewed)


def test_samples_of_one_project_each_once(cast: Cast, reviewed: Sample) -> None:
    with pytest.raises(Invalid) as twice:
        drafted(cast, reviewed, reviewed)
    assert (twice.value.field, twice.value.code) == ("samples.1", "sample_twice")
    a_project(cast, cast.rival, "P-0009")
    (other,) = received(cast, ["X"], project="P-0009")
    approved(cast, other, requested_by="eve")
    with pytest.raises(Invalid) as mixed:
        drafted(cast, reviewed, other)
    assert mixed.value.code == "projects_mixed"
    Sample.objects.filter(pk=other.pk).update(project=None, organisation=None)
    with pytest.raises(Invalid) as own:
        drafted(cast, other)
    assert own.value.code == "no_client"


def test_nothing_is_reported_on_a_broken_chain(cast: Cast, reviewed: Sample) -> None:
    Sample.objects.filter(pk=reviewed.pk).update(head="v1:" + "0" * 64)
    with pytest.raises(ChainBroken, match=reviewed.number):
        drafted(cast, reviewed)


@pytest.mark.parametrize("who", ["lin", "technician", "manager"])
def test_others_may_not(cast: Cast, reviewed: Sample, who: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(cast, reviewed, by=who)


def test_the_competitor_finds_no_sample(cast: Cast, reviewed: Sample) -> None:
    with pytest.raises(Invalid) as missing:
        compose_report(cast.actor("eve"), wanting(reviewed))
    assert (missing.value.field, missing.value.code) == ("samples.0", "missing")


def test_the_demonstration_says_so(cast: Cast, reviewed: Sample) -> None:
    with override_settings(DEMO=True):
        assert content_of(drafted(cast, reviewed)).demonstration


def test_both_doors(cast: Cast, reviewed: Sample) -> None:
    body = {"samples": [reviewed.number], "language": "both"}
    answer = cast.bearer("reviewer").post("/api/v1/reports", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["status"], told["samples"], told["verify"]) == ("draft", [reviewed.number], None)
    listed = cast.bearer("signatory").get("/api/v1/reports").json()["items"]
    assert [one["number"] for one in listed] == [told["number"]]
    assert cast.bearer("lin").get("/api/v1/reports").json()["items"] == []
    assert cast.bearer("lin").get(f"/api/v1/reports/{told['number']}").status_code == 404
    (second,) = received(cast, ["B"])
    approved(cast, second)
    reviewer = cast.client("reviewer")
    page = reviewer.get("/reports/new")
    assert second.number in page.content.decode()
    assert reviewed.number not in page.content.decode()
    done = reviewer.post("/reports/new", {"samples": [second.number], "language": "both"})
    assert done.status_code == 302
    assert reviewer.get(done["Location"]).status_code == 200
    again = reviewer.post("/reports/new", {"samples": [second.number], "language": "both"})
    assert again.status_code == 422
    assert Report.objects.count() == 2
