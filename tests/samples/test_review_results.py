"""Reviewing at once all that waits on a worksheet, or those that were chosen; all or none."""

import pytest

from pilotbase.audit.models import Signature
from pilotbase.core.errors import Invalid, NotAllowed, PilotError
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.review_results import review_results
from samples.choices import ResultStatus
from samples.models import Result, Sample, Worksheet
from samples.schemas.testing import BatchReview, WorksheetPlan
from samples.testing.reviewing import NotToReview
from samples.testing.rights import SamePerson
from tests.people import PIN, Cast
from tests.samples.lab import GC, entered, received, requested

pytestmark = pytest.mark.django_db


def all_of(sheet: Worksheet) -> BatchReview:
    return BatchReview(decision="approve", worksheet=sheet.number)


@pytest.fixture
def sheet(cast: Cast, tested: Sample) -> Worksheet:
    samples = [tested, *received(cast, ["A", "B"])]
    requests = [requested(cast, sample, GC)[0].pk for sample in samples]
    sheet = plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=tuple(requests)))
    for n, sample in enumerate(samples):
        entered(cast, sample, str(200 + n))
    return sheet


def statuses(sheet: Worksheet) -> list[str]:
    results = Result.objects.filter(request__worksheet=sheet).order_by("pk")
    return list(results.values_list("status", flat=True))


def test_all_that_waits_is_approved_each_under_a_signature(cast: Cast, sheet: Worksheet) -> None:
    done = review_results(cast.actor("reviewer"), all_of(sheet))
    assert len(done) == Signature.objects.filter(target_type="samples.result").count() == 3
    assert statuses(sheet) == ["approved"] * 3
    assert not Sample.objects.exclude(status="tested").exists()
    with pytest.raises(Invalid) as none_left:
        review_results(cast.actor("reviewer"), all_of(sheet))
    assert none_left.value.code == "nothing_to_review"


def test_some_are_sent_back(cast: Cast, sheet: Worksheet) -> None:
    chosen = Result.objects.filter(request__worksheet=sheet).order_by("pk")[0]
    back = BatchReview(decision="reject", reason="drift", results=(chosen.pk,))
    review_results(cast.actor("reviewer"), back)
    assert statuses(sheet) == ["rejected", "entered", "entered"]
    with pytest.raises(NotToReview):
        review_results(cast.actor("reviewer"), back)


def test_one_that_may_not_be_decided_stops_all(cast: Cast, sheet: Worksheet) -> None:
    last = Result.objects.filter(request__worksheet=sheet).latest("pk")
    Result.objects.filter(pk=last.pk).update(entered_by=cast.reviewer)
    with pytest.raises(SamePerson):
        review_results(cast.actor("reviewer"), all_of(sheet))
    assert statuses(sheet) == [ResultStatus.ENTERED] * 3


def test_a_result_of_another_sheet_names_its_place(cast: Cast, sheet: Worksheet) -> None:
    (other,) = received(cast, ["C"])
    requested(cast, other, GC)
    stranger = entered(cast, other)
    asked = BatchReview(decision="approve", worksheet=sheet.number, results=(stranger.pk,))
    with pytest.raises(Invalid) as missing:
        review_results(cast.actor("reviewer"), asked)
    assert missing.value.field == "results.0"


@pytest.mark.parametrize(
    ("who", "refusal"), [("lin", Invalid), ("eve", Invalid), ("technician", NotAllowed)]
)
def test_others_may_not(cast: Cast, sheet: Worksheet, who: str, refusal: type[PilotError]) -> None:
    with pytest.raises(refusal):
        review_results(cast.actor(who), all_of(sheet))


def test_the_api_asks_for_the_pin(cast: Cast, sheet: Worksheet) -> None:
    address = "/api/v1/results/reviews"
    reviewer = cast.bearer("reviewer")
    body = {"worksheet": sheet.number, "decision": "approve", "pin": "0000"}
    wrong = reviewer.post(address, body, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "pin_wrong")
    done = reviewer.post(address, {**body, "pin": PIN}, content_type="application/json")
    assert done.status_code == 200, done.content
    assert {r["status"] for r in done.json()} == {"approved"}


def test_the_page_reviews_the_sheet(cast: Cast, sheet: Worksheet) -> None:
    said = {"decision": "approve", "pin": PIN}
    done = cast.client("reviewer").post(f"/worksheets/{sheet.number}/review", said)
    assert done.status_code == 302
    assert statuses(sheet) == ["approved"] * 3
