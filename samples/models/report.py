"""A report, and the document that was issued and never changes."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known
from samples.choices import Language, ReportStatus
from samples.models.sample import Sample
from samples.models.testing import Result

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Staff see every report of theirs; a tenant only what was issued to her."""
        rows = actor.sees(self, Permission.SEE_RESULTS)
        if actor.reads(Permission.SEE_RESULTS) or actor.runs_everything:
            return rows
        return rows.filter(status=ReportStatus.ISSUED)


class Report(models.Model):
    """Composed from approved results; ``content`` is what is signed, ``digest`` its hash."""

    number = models.CharField(_("number"), max_length=32, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField(default=0)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    samples = models.ManyToManyField(Sample, related_name="reports")
    results = models.ManyToManyField(Result, related_name="reports")  # the versions it tells
    language = models.CharField(max_length=4, choices=Language, default=Language.BOTH)
    status = models.CharField(max_length=16, choices=ReportStatus, default=ReportStatus.DRAFT)
    content = models.JSONField()
    digest = models.CharField(max_length=80)
    verify_code = models.CharField(max_length=32, unique=True)
    composed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    composed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("report")
        constraints = [known("status", ReportStatus, "report_status_known")]
        indexes = [models.Index(fields=["organisation", "issued_at"], name="report_by_tenant")]


class ReportDocument(models.Model):
    """What was issued: the file and the content it was made from, as they were then."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="document")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    content_digest = models.CharField(max_length=80)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("issued report")
        constraints = [AppendOnly(name="report_document_append_only", key=["report"])]
