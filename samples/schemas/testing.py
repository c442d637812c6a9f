"""What goes in and out when tests are requested, results entered, imported and reviewed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from pilotbase.core.schemas import Amount, Code, Command, Money, Reason, Text, View
from samples.choices import RequestStatus, ResultStatus, Verdict

Reasoned = Annotated[Text, Field(max_length=500)]
Pin = Annotated[Text, Field(max_length=12)]


class TestWanted(Command):
    __test__ = False

    method: Code


class TestsWanted(Command):
    """The tests to be done on one sample."""

    __test__ = False

    tests: Annotated[tuple[TestWanted, ...], Field(min_length=1, max_length=50)]


class WorksheetPlan(Command):
    """Requests of one method, to be worked together."""

    requests: Annotated[tuple[int, ...], Field(min_length=1, max_length=500)]
    title: Annotated[Text, Field(max_length=120)] = ""


class ResultEntry(Command):
    """A value as typed: "5.243", "<0.5", "ND". Without a unit it is in the analyte's."""

    sample: Code
    method: Code
    analyte: Code
    value: Annotated[Text, Field(max_length=80)]
    unit: Annotated[Text, Field(max_length=24)] = ""
    reason: Reasoned = ""  # why it replaces the value before


class Review(Command):
    decision: Literal["approve", "reject"]
    reason: Reasoned = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.decision == "reject" and not self.reason:
            raise ValueError(_("Say why the result is sent back."))
        return self


class ReviewIn(Review):
    pin: Pin = ""

    @property
    def command(self) -> Review:
        return Review(decision=self.decision, reason=self.reason)


class BatchReview(Review):
    """The same for several results: for those named, or for all that wait on a worksheet."""

    worksheet: Code | None = None
    results: Annotated[tuple[int, ...], Field(max_length=2000)] = ()

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if self.worksheet is None and not self.results:
            raise ValueError(_("Choose the results, or name the worksheet."))
        return self


class BatchReviewIn(BatchReview):
    pin: Pin = ""

    @property
    def command(self) -> BatchReview:
        return BatchReview(**self.model_dump(exclude={"pin"}))


class ResultImport(Command):
    """Where the rows of a file belong: to a worksheet's samples, or to a run's by process time."""

    worksheet: Code | None = None
    run: Code | None = None
    tolerance_minutes: Annotated[Decimal, Field(ge=0, le=60)] = Decimal(2)
    reason: Reasoned = ""  # why values that are already entered are replaced
    dry_run: bool = False

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.worksheet is None) == (self.run is None):
            raise ValueError(_("Name the worksheet or the run, one of the two."))
        return self


class AnalyteOut(View):
    code: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    lod: Amount | None
    loq: Amount | None
    limit: str


class MethodOut(View):
    code: str
    edition: str
    standard: str
    name_zh: str
    name_en: str
    price: Money | None  # of one test for the tenant who asks; None where nobody has set it yet
    turnaround_days: int
    analytes: list[AnalyteOut]


class RequestOut(View):
    id: int
    version: int
    sample: str
    method: str
    edition: str
    status: RequestStatus
    requested_at: datetime
    due_on: date
    price: Money
    worksheet: str | None


class ResultOut(View):
    """One version of one value; ``value`` and ``unit`` as typed, ``reported`` as printed."""

    id: int
    version: int
    sample: str
    method: str
    analyte: str
    revision: int
    value: str
    unit: str
    reported: str
    reported_unit: str
    qualifier: str
    verdict: Verdict
    status: ResultStatus
    source: str
    reason: str
    entered_by: str
    entered_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    review_note: str


class WorksheetLine(View):
    request: int
    sample: str
    client_mark: str
    status: RequestStatus
    due_on: date
    results: list[ResultOut]


class WorksheetBrief(View):
    number: str
    version: int
    method: str
    title: str
    made_at: datetime
    made_by: str
    requests: int


class WorksheetOut(WorksheetBrief):
    lines: list[WorksheetLine]


class ImportedCell(View):
    """What one cell of the file becomes. ``action``: new, same, or correction."""

    row: int
    column: str
    sample: str
    method: str
    analyte: str
    value: str
    unit: str
    reported: str
    verdict: Verdict
    action: Literal["new", "same", "correction"]


class ImportOut(View):
    """What an import did or, dry, would do. With ``problems`` nothing is imported."""

    file: str
    sha256: str
    encoding: str
    separator: str
    rows: int
    new: int
    same: int
    corrections: int
    dry_run: bool
    cells: list[ImportedCell]
    problems: list[Reason] = []
