"""Issue a signed report: from now on it never changes, and its client has it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Conflict
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples.choices import ReportStatus, RequestStatus
from samples.events import ReportIssued
from samples.models import Report, ReportDocument, Sample, TestRequest
from samples.reports.content import ReportContent, digest
from samples.reports.drafting import refuse_outdated, told
from samples.reports.paper import report_pdf
from samples.reports.signing import answered, language_of


class NotSigned(Conflict):
    code = "not_signed"


@dataclass(frozen=True)
class Paper:
    """What will be issued, drawn before anything is locked."""

    content: ReportContent
    pdf: bytes
    at: datetime


def issue_report(actor: Actor, number: str) -> Report:
    """Draws the paper first, then issues it, if the report is still as it was drawn.

    Raises Missing, NotAllowed, NotSigned, OutOfDate, MissingGlyph.
    """
    report = find(Report.objects.visible_to(actor), number=number)
    actor.require(Permission.ISSUE_REPORT)
    _refuse_unsigned(report)
    return _issue(actor, number, _drawn(report))


def _drawn(report: Report) -> Paper:
    now = clock.now()
    address = settings.PUBLIC_URL + reverse("verify", args=[report.verify_code])
    content = answered(report, told(report)).model_copy(
        update={"issued_at": now, "verify_url": address}
    )
    return Paper(content, report_pdf(content, language=language_of(report)), now)


@verb
def _issue(actor: Actor, number: str, paper: Paper) -> Report:
    report = find(Report.objects.visible_to(actor), number=number)
    actor.require(Permission.ISSUE_REPORT)
    lock(Sample.objects.all(), report.samples.values_list("pk", flat=True))
    report = lock(Report.objects.all(), [report.pk])[report.pk]
    _refuse_unsigned(report)
    results = told(report)
    refuse_outdated(report, results)
    if digest(paper.content) != report.digest:
        raise NotSigned(
            _("%(number)s changed while it was drawn: look at it again.")
            % {"number": report.number}
        )
    _store(actor, report, paper)
    TestRequest.objects.filter(results__in=results).update(
        status=RequestStatus.REPORTED, version=F("version") + 1
    )
    log.record(actor, "issue_report", report, after={"digest": report.digest})
    emit(ReportIssued(report_id=report.pk))
    return report


def _refuse_unsigned(report: Report) -> None:
    if report.status != ReportStatus.SIGNED:
        raise NotSigned(
            _("%(number)s is not to be issued: %(status)s.")
            % {"number": report.number, "status": report.get_status_display()}
        )


def _store(actor: Actor, report: Report, paper: Paper) -> None:
    content = paper.content.model_dump(mode="json")
    ReportDocument.objects.create(
        report=report,
        issued_at=paper.at,
        issued_by=actor.person(),
        content=content,
        content_digest=report.digest,
        pdf=paper.pdf,
        pdf_sha256=sha256(paper.pdf).hexdigest(),
    )
    report.status, report.issued_at, report.content = ReportStatus.ISSUED, paper.at, content
    report.version += 1
    report.save(update_fields=["status", "issued_at", "content", "version"])
