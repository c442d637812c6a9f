"""Planning a worksheet: one method, nothing that stands on another sheet."""

import pytest

from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed
from samples.actions.plan_worksheet import NotWaiting, plan_worksheet
from samples.models import Sample, TestMethod, TestRequest, Worksheet
from samples.schemas.testing import WorksheetPlan
from tests.people import Cast
from tests.samples.conftest import NOON
from tests.samples.lab import GC, TITER, received, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast, tested: Sample) -> list[TestRequest]:
    more = received(cast, ["A", "B"])
    return [requested(cast, sample, GC)[0] for sample in [tested, *more]]


def plan(requests: list[TestRequest], title: str = "") -> WorksheetPlan:
    return WorksheetPlan(requests=tuple(r.pk for r in requests), title=title)


def test_requests_of_one_method_get_a_number(cast: Cast, waiting: list[TestRequest]) -> None:
    with clock.at(NOON):
        first = plan_worksheet(cast.actor("technician"), plan(waiting[:2], "Tuesday"))
        second = plan_worksheet(cast.actor("colleague"), plan(waiting[2:]))
    assert (first.number, second.number) == ("W-2026-0001", "W-2026-0002")
    assert (first.method.code, first.title, first.requests.count()) == (GC, "Tuesday", 2)


def test_what_stands_on_a_sheet_is_taken(cast: Cast, waiting: list[TestRequest]) -> None:
    plan_worksheet(cast.actor("technician"), plan(waiting[:1]))
    with pytest.raises(NotWaiting):
        plan_worksheet(cast.actor("technician"), plan(waiting))
    assert Worksheet.objects.count() == 1


def test_two_methods_do_not_mix(cast: Cast, waiting: list[TestRequest]) -> None:
    (other,) = requested(cast, waiting[0].sample, TITER)
    with pytest.raises(Invalid) as mixed:
        plan_worksheet(cast.actor("technician"), plan([waiting[0], other]))
    assert mixed.value.code == "methods_mixed"


def test_a_request_that_is_not_there_names_its_place(cast: Cast, methods: TestMethod) -> None:
    with pytest.raises(Invalid) as missing:
        plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=(4711,)))
    assert missing.value.field == "requests.0"


@pytest.mark.parametrize(("who", "refusal"), [("lin", NotAllowed), ("eve", Invalid)])
def test_tenants_may_not(
    cast: Cast, waiting: list[TestRequest], who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        plan_worksheet(cast.actor(who), plan(waiting))


def test_both_doors(cast: Cast, waiting: list[TestRequest]) -> None:
    body = {"requests": [waiting[0].pk], "title": "Tuesday"}
    answer = cast.bearer("technician").post(
        "/api/v1/worksheets", body, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    sheet = answer.json()
    assert (sheet["method"], sheet["lines"][0]["sample"]) == (GC, waiting[0].sample.number)
    got = cast.bearer("reviewer").get(f"/api/v1/worksheets/{sheet['number']}")
    assert got.json()["number"] == sheet["number"]
    assert cast.bearer("lin").get(f"/api/v1/worksheets/{sheet['number']}").status_code == 404
    technician = cast.client("technician")
    page = technician.post("/worksheets", {"requests": [r.pk for r in waiting[1:]]})
    assert page.status_code == 302
    assert page["Location"].startswith("/worksheets/W-")
    assert technician.get(page["Location"]).status_code == 200
    assert technician.post("/worksheets", {"requests": [waiting[0].pk]}).status_code == 422
    assert cast.client("lin").get(page["Location"]).status_code == 404
