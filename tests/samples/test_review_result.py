"""Reviewing: by another person, under her signature, or sent back with a reason."""

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from pilotbase.accounts.signing import digest
from pilotbase.audit.models import Signature
from pilotbase.core.errors import Missing, NotAllowed
from samples.actions.review_result import review_result
from samples.choices import (
    CustodyType,
    Meaning,
    RequestStatus,
    ResultStatus,
    SampleStatus,
)
from samples.models import MethodAuthorisation, Result, Sample, TestMethod
from samples.schemas.testing import Review
from samples.testing.digests import result_digest
from samples.testing.reviewing import NotToReview, readable
from samples.testing.rights import NotAuthorised, SamePerson
from tests.people import PIN, SINCE, Cast
from tests.samples.lab import APPROVE, GC, TITER, entered, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast, tested: Sample) -> Result:
    requested(cast, tested, GC)
    return entered(cast, tested)


def test_approval_is_signed_over_what_was_entered(cast: Cast, waiting: Result) -> None:
    result = review_result(cast.actor("reviewer"), waiting.pk, APPROVE)
    assert (result.status, result.reviewed_by) == (ResultStatus.APPROVED, cast.reviewer)
    signature = Signature.objects.get(target_type="samples.result", target_id=str(result.pk))
    assert (signature.meaning, signature.signer) == (Meaning.REVIEW, cast.reviewer)
    (stored,) = readable([result.pk])
    assert signature.content_digest == result_digest(stored)
    assert signature.digest == digest(signature)


def test_the_sample_is_tested_when_all_is_approved(cast: Cast, tested: Sample) -> None:
    requested(cast, tested, GC, TITER)
    review_result(cast.actor("reviewer"), entered(cast, tested).pk, APPROVE)
    assert tested.tests.get(method__code=GC).status == RequestStatus.APPROVED
    tested.refresh_from_db()
    assert tested.status == SampleStatus.IN_TEST  # the titer is still open


def test_the_chain_says_that_work_is_done(cast: Cast, waiting: Result, tested: Sample) -> None:
    review_result(cast.actor("reviewer"), waiting.pk, APPROVE)
    tested.refresh_from_db()
    assert tested.status == SampleStatus.TESTED
    assert tested.custody.filter(type=CustodyType.TEST_FINISHED).count() == 1


def test_what_is_sent_back_says_why_and_is_not_signed(cast: Cast, waiting: Result) -> None:
    back = Review(decision="reject", reason="integration is off")
    result = review_result(cast.actor("reviewer"), waiting.pk, back)
    assert (result.status, result.review_note) == (ResultStatus.REJECTED, "integration is off")
    assert result.request.status == RequestStatus.REQUESTED
    assert not Signature.objects.filter(target_type="samples.result").exists()
    with pytest.raises(ValidationError, match="Say why"):
        Review(decision="reject")


def test_nobody_reviews_what_she_entered(cast: Cast, waiting: Result) -> None:
    Result.objects.filter(pk=waiting.pk).update(entered_by=cast.reviewer)
    with pytest.raises(SamePerson):
        review_result(cast.actor("reviewer"), waiting.pk, APPROVE)
    mine = Result.objects.filter(pk=waiting.pk)
    with pytest.raises(IntegrityError, match="result_reviewed_by_another"), transaction.atomic():
        mine.update(reviewed_by=cast.reviewer)


def test_twice_or_too_late_is_refused(cast: Cast, waiting: Result) -> None:
    review_result(cast.actor("reviewer"), waiting.pk, APPROVE)
    with pytest.raises(NotToReview):
        review_result(cast.actor("reviewer"), waiting.pk, APPROVE)


def test_a_method_that_names_reviewers_is_for_them(
    cast: Cast, waiting: Result, methods: dict[str, TestMethod]
) -> None:
    MethodAuthorisation.objects.create(
        user=cast.quality, method=methods[GC], meaning=Meaning.REVIEW, since=SINCE
    )
    with pytest.raises(NotAuthorised):
        review_result(cast.actor("reviewer"), waiting.pk, APPROVE)


@pytest.mark.parametrize("who", ["technician", "colleague", "signatory", "manager"])
def test_others_may_not(cast: Cast, waiting: Result, who: str) -> None:
    with pytest.raises(NotAllowed):
        review_result(cast.actor(who), waiting.pk, APPROVE)


@pytest.mark.parametrize("who", ["lin", "eve", "finance", "biosafety", "admin"])
def test_who_does_not_see_results_finds_none(cast: Cast, waiting: Result, who: str) -> None:
    with pytest.raises(Missing):
        review_result(cast.actor(who), waiting.pk, APPROVE)


def test_the_api_asks_for_the_pin(cast: Cast, waiting: Result) -> None:
    address = f"/api/v1/results/{waiting.pk}/review"
    reviewer = cast.bearer("reviewer")

    def answer(pin: str) -> tuple[int, str]:
        body = {"decision": "approve", "pin": pin}
        given = reviewer.post(address, body, content_type="application/json")
        return given.status_code, given.json().get("code", "")

    assert answer("0000") == (422, "pin_wrong")
    assert answer(PIN)[0] == 200
    for _try in range(5):
        answer("0000")
    assert answer(PIN) == (429, "pin_locked")
    body = {"decision": "approve", "pin": PIN}
    eve = cast.bearer("eve").post(address, body, content_type="application/json")
    assert eve.status_code == 404


def test_the_page_asks_for_the_pin(cast: Cast, waiting: Result, tested: Sample) -> None:
    sheet = "/worksheets/review"
    page = cast.client("reviewer").get(sheet)
    assert page.status_code == 200
    assert tested.number in page.content.decode()
    said = {"results": [waiting.pk], "decision": "approve", "pin": "1111"}
    wrong = cast.client("reviewer").post(sheet, said)
    assert wrong.status_code == 422
    done = cast.client("reviewer").post(sheet, {**said, "pin": PIN})
    assert done.status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == ResultStatus.APPROVED
