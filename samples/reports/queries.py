"""Reports as lists, programs and pages want them, and what may be said to whoever verifies one."""

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from pilotbase.accounts.actor import Actor
from pilotbase.audit.models import Signature
from pilotbase.core.access import find
from samples.choices import ReportStatus, RequestStatus
from samples.models import Report, Sample, TestRequest
from samples.reports.drafting import OPEN_REPORTS, told
from samples.reports.integrity import faults
from samples.reports.paper import report_pdf
from samples.reports.signing import answered, approvals, language_of
from samples.schemas.reports import (
    Laboratory,
    ReportBrief,
    ReportOut,
    SignatureOut,
    Signed,
    Verification,
)
from samples.testing.values import OPEN


def reports(actor: Actor) -> QuerySet[Report]:
    """Those she may see, without what makes them heavy."""
    rows = Report.objects.visible_to(actor).annotate(sha256=F("document__pdf_sha256"))
    return rows.select_related("organisation", "project", "composed_by").defer("content")


def report_brief(report: Report) -> ReportBrief:
    """A row of ``reports``."""
    issued = report.status == ReportStatus.ISSUED
    address = settings.PUBLIC_URL + reverse("verify", args=[report.verify_code])
    return ReportBrief(
        number=report.number,
        version=report.version,
        revision=report.revision,
        status=report.status,
        language=report.language,
        organisation=report.organisation.code,
        project=report.project.code if report.project else None,
        composed_at=report.composed_at,
        composed_by=report.composed_by.email,
        digest=report.digest,
        issued_at=report.issued_at,
        sha256=getattr(report, "sha256", None),
        verify=address if issued else None,
    )


def report_out(actor: Actor, number: str) -> ReportOut:
    """One that she has just changed, or asks for."""
    report = find(reports(actor), number=number)
    return ReportOut(
        **report_brief(report).model_dump(),
        samples=list(report.samples.order_by("pk").values_list("number", flat=True)),
        signatures=[signature_out(one) for one in approvals(report)],
    )


def ready_samples(actor: Actor) -> QuerySet[Sample]:
    """Those with reviewed results that no report tells, and nothing left to review."""
    tests = TestRequest.objects.filter(sample=OuterRef("pk"))
    told_of = Report.objects.filter(
        status__in=OPEN_REPORTS, results__request__sample=OuterRef("pk")
    )
    rows = Sample.objects.visible_to(actor).filter(
        Exists(tests.filter(status=RequestStatus.APPROVED)),
        ~Exists(tests.filter(status__in=OPEN)),
        ~Exists(told_of),
        project__isnull=False,
    )
    return rows.select_related("project__organisation", "run").order_by("project__code", "pk")


def signature_out(kept: Signature) -> SignatureOut:
    return SignatureOut(
        meaning=kept.meaning,
        name_zh=kept.name_zh,
        name_en=kept.name_en,
        role=kept.role,
        at=kept.at,
        content_digest=kept.content_digest,
        digest=kept.digest,
    )


def pdf_of(report: Report) -> bytes:
    """What was issued, byte for byte; before that a draft that says so on every page."""
    if report.status == ReportStatus.ISSUED:
        return bytes(report.document.pdf)
    content = answered(report, told(report))
    return report_pdf(content, draft=True, language=language_of(report))


def issued(code: str) -> Report | None:
    """The issued report that this code stands on, whoever asks."""
    rows = Report.objects.filter(status=ReportStatus.ISSUED, verify_code=code.strip().upper())
    return rows.select_related("document", "facility").first()


def verification(report: Report, sha: str = "") -> Verification:
    """Whether file, content and signature still belong together, and whether it is the latest."""
    document = report.document
    facility = report.facility
    later = Report.objects.filter(replaces=report, status=ReportStatus.ISSUED).first()
    genuine = not any(faults(document))
    asked = "".join(sha.split()).lower()
    return Verification(
        genuine=genuine,
        current=genuine and later is None,
        number=report.number,
        revision=report.revision,
        status=report.status,
        issued_at=document.issued_at,
        laboratory=Laboratory(
            zh=facility.lab_name_zh or facility.name_zh,
            en=facility.lab_name_en or facility.name_en,
        ),
        sha256=document.pdf_sha256,
        content_digest=document.content_digest,
        signatures=[
            Signed(
                meaning=one.meaning,
                at=one.at,
                content_digest=one.content_digest,
                digest=one.digest,
            )
            for one in approvals(report)
        ],
        replaced_by=later.number if later else None,
        file_matches=asked == document.pdf_sha256 if asked else None,
    )
