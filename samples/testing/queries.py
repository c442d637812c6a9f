"""Tests, results and worksheets as lists, programs and pages want them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import PriceClass
from pilotbase.core.schemas import Money
from samples.choices import ResultStatus
from samples.measurement.limits import limit_text
from samples.models import Analyte, Result, TestMethod, TestRequest, Worksheet
from samples.schemas.testing import (
    AnalyteOut,
    ImportedCell,
    ImportOut,
    MethodOut,
    RequestOut,
    ResultOut,
    WorksheetBrief,
    WorksheetLine,
    WorksheetOut,
)
from samples.testing.charging import by_class
from samples.testing.evaluating import limit
from samples.testing.importing import Imported, Taken
from samples.testing.values import OPEN

RESULT_RELATED = (
    "request__sample",
    "request__method",
    "analyte",
    "entered_by",
    "reviewed_by",
    "file",
)


def methods_on(day: date) -> QuerySet[TestMethod]:
    """What can be asked for, each with its analytes."""
    return TestMethod.objects.valid_on(day).prefetch_related("analytes")


def waiting(actor: Actor) -> QuerySet[TestRequest]:
    """The laboratory's queue: what is due first, first."""
    rows = TestRequest.objects.visible_to(actor).filter(status__in=OPEN)
    related = rows.select_related("sample", "method", "worksheet", "organisation")
    return related.order_by("due_on", "pk")


def to_review(actor: Actor) -> QuerySet[Result]:
    """What others entered and nobody has reviewed, oldest first; not what she entered."""
    rows = Result.objects.visible_to(actor).filter(status=ResultStatus.ENTERED)
    mine = rows.exclude(entered_by=actor.user) if actor.user else rows
    related = mine.select_related(*RESULT_RELATED, "replaces", "request__worksheet")
    return related.order_by("entered_at", "pk")


def worksheets(actor: Actor) -> QuerySet[Worksheet]:
    rows = Worksheet.objects.visible_to(actor).select_related("method", "made_by")
    return rows.annotate(many=Count("requests"))


def lines_of(worksheet: Worksheet) -> QuerySet[TestRequest]:
    """The rows of a worksheet with their current results."""
    current = Result.objects.current().select_related(*RESULT_RELATED)
    return (
        worksheet.requests.select_related("sample", "method", "worksheet")
        .prefetch_related(Prefetch("results", queryset=current))
        .order_by("pk")
    )


def methods_out(actor: Actor, day: date) -> list[MethodOut]:
    """What can be asked for, at what it costs the tenant who asks; staff read external prices."""
    methods = list(methods_on(day))
    organisation = actor.organisation
    of = PriceClass(organisation.price_class) if organisation else PriceClass.EXTERNAL
    priced = by_class(methods, of, day)
    return [_method_out(method, priced[method.pk]) for method in methods]


def _method_out(method: TestMethod, price: Decimal | None) -> MethodOut:
    return MethodOut(
        code=method.code,
        edition=method.edition,
        standard=method.standard,
        name_zh=method.name_zh,
        name_en=method.name_en,
        price=None if price is None else Money(amount=price),
        turnaround_days=method.turnaround_days,
        analytes=[_analyte_out(analyte) for analyte in method.analytes.all()],
    )


def _analyte_out(analyte: Analyte) -> AnalyteOut:
    return AnalyteOut(
        code=analyte.code,
        name_zh=analyte.name_zh,
        name_en=analyte.name_en,
        unit=analyte.unit,
        decimals=analyte.decimals,
        lod=analyte.lod,
        loq=analyte.loq,
        limit=limit_text(limit(analyte)),
    )


def request_out(request: TestRequest) -> RequestOut:
    return RequestOut(
        id=request.pk,
        version=request.version,
        sample=request.sample.number,
        method=request.method.code,
        edition=request.method.edition,
        status=request.status,
        requested_at=request.requested_at,
        due_on=request.due_on,
        price=Money(amount=request.price),
        worksheet=request.worksheet.number if request.worksheet else None,
    )


def result_out(result: Result) -> ResultOut:
    """As ``RESULT_RELATED`` reads it."""
    return ResultOut(
        id=result.pk,
        version=result.version,
        sample=result.request.sample.number,
        method=result.request.method.code,
        analyte=result.analyte.code,
        revision=result.revision,
        value=result.typed,
        unit=result.typed_unit,
        reported=result.reported,
        reported_unit=result.unit,
        qualifier=result.qualifier,
        verdict=result.verdict,
        status=result.status,
        source=source(result),
        reason=result.reason,
        entered_by=result.entered_by.email,
        entered_at=result.entered_at,
        reviewed_by=result.reviewed_by.email if result.reviewed_by else None,
        reviewed_at=result.reviewed_at,
        review_note=result.review_note,
    )


def source(result: Result) -> str:
    """The file and row a value came from; empty when it was typed."""
    return f"{result.file.name}#{result.row}" if result.file else ""


def import_out(imported: Imported) -> ImportOut:
    taken = imported.reading.taken
    counted = Counter(one.action for one in taken)
    return ImportOut(
        file=imported.table.filename,
        sha256=imported.sha256,
        encoding=imported.table.encoding,
        separator=imported.table.separator,
        rows=len(imported.table.rows),
        new=counted["new"],
        same=counted["same"],
        corrections=counted["correction"],
        dry_run=imported.dry_run,
        cells=[_cell_out(one) for one in taken],
        problems=imported.reading.problems,
    )


def _cell_out(one: Taken) -> ImportedCell:
    return ImportedCell(
        row=one.cell.row.number,
        column=one.cell.column,
        sample=one.target.request.sample.number,
        method=one.target.request.method.code,
        analyte=one.target.analyte.code,
        value=one.now.typed,
        unit=one.now.unit,
        reported=one.now.reported.text,
        verdict=one.now.verdict,
        action=one.action,
    )


def worksheet_brief(worksheet: Worksheet, requests: int) -> WorksheetBrief:
    return WorksheetBrief(
        number=worksheet.number,
        version=worksheet.version,
        method=worksheet.method.code,
        title=worksheet.title,
        made_at=worksheet.made_at,
        made_by=worksheet.made_by.email,
        requests=requests,
    )


def worksheet_row(row: Any) -> WorksheetBrief:
    """A row of ``worksheets``."""
    return worksheet_brief(row, row.many)


def worksheet_out(worksheet: Worksheet) -> WorksheetOut:
    lines = [_line(request) for request in lines_of(worksheet)]
    brief = worksheet_brief(worksheet, len(lines))
    return WorksheetOut(**brief.model_dump(), lines=lines)


def _line(request: TestRequest) -> WorksheetLine:
    return WorksheetLine(
        request=request.pk,
        sample=request.sample.number,
        client_mark=request.sample.client_mark,
        status=request.status,
        due_on=request.due_on,
        results=results_out(request.results.all()),
    )


def results_out(results: Iterable[Result]) -> list[ResultOut]:
    return [result_out(result) for result in results]
