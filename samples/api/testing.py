"""Tests, results, worksheets and methods for programs."""

from ninja import File, Form, Header, Query, Router, Status
from ninja.files import UploadedFile

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.signing import check_pin
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version
from pilotbase.core.tables import LARGEST
from samples.actions.enter_result import enter_result
from samples.actions.import_results import import_results
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.request_tests import request_tests
from samples.actions.review_result import review_result
from samples.actions.review_results import review_results
from samples.models import Result, Sample, TestRequest, Worksheet
from samples.schemas.testing import (
    BatchReviewIn,
    ImportOut,
    MethodOut,
    RequestOut,
    ResultEntry,
    ResultImport,
    ResultOut,
    ReviewIn,
    TestsWanted,
    WorksheetBrief,
    WorksheetOut,
    WorksheetPlan,
)
from samples.testing.importing import Upload
from samples.testing.queries import (
    import_out,
    methods_out,
    request_out,
    result_out,
    results_out,
    worksheet_out,
    worksheet_row,
    worksheets,
)

router = Router(tags=["Tests"])


@router.get("/methods", response={200: list[MethodOut], **REFUSALS})
def list_methods(request: ActedRequest) -> list[MethodOut]:
    """What can be tested, at the caller's own price; staff read the external ones."""
    return methods_out(request.actor, clock.today())


@router.post("/samples/{number}/tests", response={201: list[RequestOut], **REFUSALS})
@finds(Sample, "number")
def request_sample_tests(
    request: ActedRequest, number: str, payload: TestsWanted
) -> Status[list[RequestOut]]:
    requests = request_tests(request.actor, number, payload)
    return Status(201, [request_out(one) for one in requests])


@router.get("/samples/{number}/tests", response={200: list[RequestOut], **REFUSALS})
@finds(Sample, "number")
def list_sample_tests(request: ActedRequest, number: str) -> list[RequestOut]:
    sample = find(Sample.objects.visible_to(request.actor), number=number)
    tests = TestRequest.objects.visible_to(request.actor).filter(sample=sample)
    related = tests.select_related("sample", "method", "worksheet")
    return [request_out(one) for one in related.order_by("pk")]


@router.post("/results", response={201: ResultOut, **REFUSALS})
def add_result(
    request: ActedRequest, payload: ResultEntry, if_match: Header[Version | None] = None
) -> Status[ResultOut]:
    """A first value; or, with ``If-Match`` and a reason, a correction of the one that stands."""
    return Status(201, result_out(enter_result(request.actor, payload, if_match)))


@router.post("/results/imports", response={200: ImportOut, 201: ImportOut, **REFUSALS})
def import_file(
    request: ActedRequest, file: File[UploadedFile], payload: Form[ResultImport]
) -> Status[ImportOut]:
    """CSV in any usual encoding, up to 5 MB: all of it or, with 422 and every reason, nothing."""
    upload = Upload(file.name or "table.csv", file.read(LARGEST + 1))
    done = import_results(request.actor, payload, upload)
    return Status(200 if payload.dry_run else 201, import_out(done))


@router.post("/results/reviews", response={200: list[ResultOut], **REFUSALS})
def review_many_results(request: ActedRequest, payload: BatchReviewIn) -> list[ResultOut]:
    """Several at once, all or none: those named, or all that wait on a worksheet."""
    request.actor.require(Permission.REVIEW_RESULT)
    check_pin(request.actor.person(), payload.pin)
    return results_out(review_results(request.actor, payload.command))


@router.get("/results/{int:result_id}", response={200: ResultOut, **REFUSALS})
@finds(Result, "pk", "result_id")
def get_result(request: ActedRequest, result_id: int) -> ResultOut:
    return result_out(find(Result.objects.visible_to(request.actor), pk=result_id))


@router.post("/results/{int:result_id}/review", response={200: ResultOut, **REFUSALS})
@finds(Result, "pk", "result_id")
def review_one_result(request: ActedRequest, result_id: int, payload: ReviewIn) -> ResultOut:
    request.actor.require(Permission.REVIEW_RESULT)
    check_pin(request.actor.person(), payload.pin)
    return result_out(review_result(request.actor, result_id, payload.command))


@router.post("/worksheets", response={201: WorksheetOut, **REFUSALS})
def make_worksheet(request: ActedRequest, payload: WorksheetPlan) -> Status[WorksheetOut]:
    return Status(201, worksheet_out(plan_worksheet(request.actor, payload)))


@router.get("/worksheets", response={200: Page[WorksheetBrief], **REFUSALS})
def list_worksheets(request: ActedRequest, paging: Query[Paging]) -> object:
    return page(worksheets(request.actor), paging, worksheet_row)


@router.get("/worksheets/{number}", response={200: WorksheetOut, **REFUSALS})
@finds(Worksheet, "number")
def get_worksheet(request: ActedRequest, number: str) -> WorksheetOut:
    return worksheet_out(find(Worksheet.objects.visible_to(request.actor), number=number))
