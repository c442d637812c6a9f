"""Lists of the laboratory: methods, tests, worksheets, reports; no more queries for more rows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samples.actions.plan_worksheet import plan_worksheet
from samples.models import Sample, TestMethod
from samples.schemas.testing import WorksheetPlan
from tests.people import Cast
from tests.samples.lab import GC, TITER, approved, entered, received, requested
from tests.samples.reports import drafted

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_methods_say_what_they_measure_and_cost(cast: Cast, methods: dict[str, TestMethod]) -> None:
    found = cast.bearer("lin").get("/api/v1/methods").json()
    gc = next(method for method in found if method["code"] == GC)
    assert (gc["price"]["amount"], gc["turnaround_days"]) == ("320.00", 2)
    assert gc["analytes"][0]["limit"] == "≥ 100.0"
    assert len(found) == 2


def test_a_sample_lists_its_tests_to_its_tenant(cast: Cast, tested: Sample) -> None:
    requested(cast, tested, TITER, GC)
    address = f"/api/v1/samples/{tested.number}/tests"
    found = cast.bearer("lin").get(address).json()
    assert [one["method"] for one in found] == [TITER, GC]
    assert cast.bearer("eve").get(address).status_code == 404


def test_worksheets_are_the_laboratorys(cast: Cast, tested: Sample) -> None:
    (request,) = requested(cast, tested, GC)
    plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=(request.pk,)))
    found = cast.bearer("reviewer").get("/api/v1/worksheets").json()["items"]
    assert [(one["method"], one["requests"]) for one in found] == [(GC, 1)]
    assert cast.bearer("lin").get("/api/v1/worksheets").json()["items"] == []
    for page, answer in (("/worksheets", 404), ("/worksheets/review", 403)):
        assert cast.client("lin").get(page).status_code == answer
    assert cast.client("technician").get("/worksheets/review").status_code == 403
    assert cast.client("lin").get("/reports/new").status_code == 403


def test_empty_pages_teach(cast: Cast) -> None:
    for who, page in [
        ("technician", "/worksheets"),
        ("technician", "/worksheets?show=sheets"),
        ("reviewer", "/worksheets/review"),
        ("reviewer", "/reports/new"),
        ("lin", "/reports"),
    ]:
        answer = cast.client(who).get(page)
        assert answer.status_code == 200
        assert "pb-void" in answer.content.decode()


def waiting(cast: Cast, n: int) -> None:
    for sample in received(cast, [f"M-{n}-{i}" for i in range(n)]):
        requested(cast, sample, GC)


def to_review(cast: Cast, n: int) -> None:
    for sample in received(cast, [f"M-{n}-{i}" for i in range(n)]):
        requested(cast, sample, GC)
        entered(cast, sample)


def on_sheets(cast: Cast, n: int) -> None:
    for sample in received(cast, [f"M-{n}-{i}" for i in range(n)]):
        (request,) = requested(cast, sample, GC)
        plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=(request.pk,)))


def reported(cast: Cast, n: int) -> None:
    for sample in received(cast, [f"M-{n}-{i}" for i in range(n)]):
        approved(cast, sample)
        drafted(cast, sample)


def ready(cast: Cast, n: int) -> None:
    for sample in received(cast, [f"M-{n}-{i}" for i in range(n)]):
        approved(cast, sample)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "page", "more"),
    [
        ("technician", "/worksheets", waiting),
        ("technician", "/worksheets?show=sheets", on_sheets),
        ("reviewer", "/worksheets/review", to_review),
        ("reviewer", "/reports", reported),
        ("reviewer", "/reports/new", ready),
        ("reviewer", "/api/v1/reports", reported),
        ("reviewer", "/api/v1/worksheets", on_sheets),
    ],
)
def test_a_longer_list_asks_no_more_questions(
    cast: Cast, tested: Sample, who: str, page: str, more: Callable[[Cast, int], None]
) -> None:
    client = cast.client(who)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    more(cast, 1)
    queries()
    few = queries()
    more(cast, 19)
    assert queries() == few


def test_a_worksheet_asks_no_more_for_more_rows(cast: Cast, tested: Sample) -> None:
    def a_sheet(n: int) -> str:
        samples = received(cast, [f"W-{n}-{i}" for i in range(n)])
        pks = [requested(cast, sample, TITER)[0].pk for sample in samples]
        plan = WorksheetPlan(requests=tuple(pks))
        return plan_worksheet(cast.actor("technician"), plan).number

    client = cast.client("technician")

    def queries(number: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/worksheets/{number}").status_code == 200
        return len(asked)

    one, twenty = a_sheet(1), a_sheet(20)
    queries(one)
    assert queries(one) == queries(twenty)
