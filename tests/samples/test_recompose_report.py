"""Composing anew: after a correction, under the same number, to be signed again."""

import pytest

from pilotbase.core.errors import Missing, NotAllowed, Stale, Unconditional
from samples.actions.enter_result import enter_result
from samples.actions.issue_report import issue_report
from samples.actions.recompose_report import Issued, recompose_report
from samples.actions.review_result import review_result
from samples.actions.sign_report import sign_report
from samples.choices import ReportStatus
from samples.models import Report, Result, Sample
from samples.reports.drafting import OutOfDate
from samples.reports.signing import content_of
from tests.people import Cast
from tests.samples.lab import APPROVE, approved, entry, post
from tests.samples.reports import APPROVE as SIGN
from tests.samples.reports import drafted, issued, signed

pytestmark = pytest.mark.django_db


def corrected(cast: Cast, result: Result, sample: Sample) -> Result:
    said = entry(sample, "820", reason="diluted twice")
    return enter_result(cast.actor("technician"), said, result.version)


def test_a_corrected_result_stops_signature_and_issue(cast: Cast, tested: Sample) -> None:
    result = approved(cast, tested)
    report = drafted(cast, tested, opinion="与工艺一致。")
    second = corrected(cast, result, tested)
    with pytest.raises(OutOfDate):
        sign_report(cast.actor("signatory"), report.number, SIGN)
    with pytest.raises(OutOfDate):
        recompose_report(cast.actor("reviewer"), report.number, report.version)
    review_result(cast.actor("reviewer"), second.pk, APPROVE)
    again = recompose_report(cast.actor("reviewer"), report.number, report.version)
    content = content_of(again)
    assert (again.number, content.results[0].value) == (report.number, "820.0")
    assert content.opinion.zh == "与工艺一致。"
    assert again.digest != report.digest
    sign_report(cast.actor("signatory"), report.number, SIGN)
    assert issue_report(cast.actor("signatory"), report.number).status == ReportStatus.ISSUED


def test_a_signed_report_goes_back_to_draft(cast: Cast, tested: Sample) -> None:
    result = approved(cast, tested)
    report = signed(cast, tested)
    review_result(cast.actor("reviewer"), corrected(cast, result, tested).pk, APPROVE)
    with pytest.raises(OutOfDate):
        issue_report(cast.actor("signatory"), report.number)
    again = recompose_report(cast.actor("reviewer"), report.number, report.version)
    assert again.status == ReportStatus.DRAFT


def test_an_issued_report_is_not_composed_anew(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = issued(cast, tested)
    with pytest.raises(Issued):
        recompose_report(cast.actor("reviewer"), report.number, report.version)


def test_it_takes_the_version_one_has_seen(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = drafted(cast, tested)
    with pytest.raises(Unconditional):
        recompose_report(cast.actor("reviewer"), report.number, None)
    with pytest.raises(Stale):
        recompose_report(cast.actor("reviewer"), report.number, report.version + 1)


@pytest.mark.parametrize(
    ("who", "refusal"), [("lin", Missing), ("eve", Missing), ("technician", NotAllowed)]
)
def test_others_may_not(cast: Cast, tested: Sample, who: str, refusal: type[Exception]) -> None:
    approved(cast, tested)
    report = drafted(cast, tested)
    with pytest.raises(refusal):
        recompose_report(cast.actor(who), report.number, report.version)


def test_both_doors(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = drafted(cast, tested)
    reviewer, address = cast.bearer("reviewer"), f"/api/v1/reports/{report.number}/recompose"
    assert post(reviewer, address, {}).status_code == 428
    headers = {"If-Match": '"9"'}
    assert post(reviewer, address, {}, headers).status_code == 412
    headers = {"If-Match": f'"{report.version}"'}
    done = post(reviewer, address, {}, headers)
    assert done.status_code == 200, done.content
    page = f"/reports/{report.number}/recompose"
    form = {"version": Report.objects.get().version}
    assert cast.client("reviewer").post(page, form).status_code == 302
    assert cast.client("reviewer").post(page, form).status_code == 412
