"""What issued reports and approved results can prove of themselves."""

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import Exists, OuterRef
from pydantic import ValidationError

from pilotbase.accounts.signing import digest as signature_digest
from pilotbase.audit.integrity import Finding, checker
from pilotbase.audit.models import Signature
from samples.choices import Meaning, ReportStatus, ResultStatus
from samples.models import Report, ReportDocument, Result
from samples.reports.content import ReportContent, digest
from samples.testing.digests import result_digest
from samples.testing.reviewing import RELATED


@checker("issued reports")
def check_reports() -> Iterator[Finding]:
    """File, content and signature of each still belong together."""
    documents = ReportDocument.objects.select_related("report").order_by("pk")
    for document in documents.iterator(chunk_size=20):
        for detail in faults(document):
            yield Finding("report", document.report.number, detail)
    bare = ~Exists(ReportDocument.objects.filter(report=OuterRef("pk")))
    for report in Report.objects.filter(bare, status=ReportStatus.ISSUED).iterator():
        yield Finding("report", report.number, "it is issued, and its document is gone")


def faults(document: ReportDocument) -> Iterator[str]:
    """Everything that is not as it was when the report was issued."""
    report = document.report
    if sha256(document.pdf).hexdigest() != document.pdf_sha256:
        yield "the file is not the one that was issued"
    if _digest(document) != document.content_digest:
        yield "the content is not the one that was issued"
    if report.digest != document.content_digest:
        yield "the report's digest is not that of its document"
    if report.status != ReportStatus.ISSUED:
        yield "it has a document, and does not say that it is issued"
    yield from _signature_faults(report)


def _digest(document: ReportDocument) -> str:
    try:
        return digest(ReportContent.model_validate(document.content))
    except ValidationError:
        return ""


def _signature_faults(report: Report) -> Iterator[str]:
    kept = Signature.objects.filter(
        target_type="samples.report", target_id=str(report.pk), meaning=Meaning.APPROVE
    ).select_related("signer")
    if not any(one.content_digest == report.digest for one in kept):
        yield "no signature approves it as it stands"
    for one in kept:
        if one.digest != signature_digest(one):
            yield f"the signature of {one.at.isoformat()} was changed"


@checker("approved results")
def check_results() -> Iterator[Finding]:
    """Each is as its reviewer signed it."""
    results = Result.objects.filter(status=ResultStatus.APPROVED).select_related(*RELATED)
    for result in results.order_by("pk").iterator(chunk_size=500):
        yield from _result_faults(result)


def _result_faults(result: Result) -> Iterator[Finding]:
    what = f"{result.request.sample.number} {result.analyte.code}"
    kept = Signature.objects.filter(
        target_type="samples.result", target_id=str(result.pk), meaning=Meaning.REVIEW
    ).select_related("signer")
    signatures = list(kept)
    if not any(one.content_digest == result_digest(result) for one in signatures):
        yield Finding("result", what, "it is not as its reviewer signed it")
    for one in signatures:
        if one.digest != signature_digest(one):
            yield Finding("result", what, "the reviewer's signature was changed")
