"""What is to be tested, on which worksheet, and every version of every result."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Charge, Run
from pilotbase.accounts.models import Facility, Organisation, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known
from samples.choices import RequestStatus, ResultStatus, Verdict
from samples.models.method import Analyte, TestMethod
from samples.models.sample import Sample

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The laboratory's own paper: it may hold several tenants' samples."""
        if actor.runs_everything:
            return self
        if actor.reads(Permission.SEE_RESULTS):
            return self.filter(facility=actor.facility)
        return self.none()


class Worksheet(models.Model):
    """Requests of one method that are worked together."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="worksheets")
    method = models.ForeignKey(TestMethod, on_delete=models.PROTECT, related_name="worksheets")
    title = models.CharField(_("title"), max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(WorksheetQuerySet)()

    class Meta:
        verbose_name = _("worksheet")


class TestRequestQuerySet(models.QuerySet["TestRequest"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_RESULTS)


class TestRequest(models.Model):
    """One method to be done on one sample."""

    __test__ = False

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="tests")
    method = models.ForeignKey(TestMethod, on_delete=models.PROTECT, related_name="requests")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    worksheet = models.ForeignKey(
        Worksheet, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    due_on = models.DateField(_("due on"))
    price = models.DecimalField(max_digits=10, decimal_places=2)
    charge = models.OneToOneField(Charge, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=RequestStatus)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(TestRequestQuerySet)()

    class Meta:
        verbose_name = _("test request")
        constraints = [
            known("status", RequestStatus, "test_request_status_known"),
            models.UniqueConstraint(
                fields=["sample", "method"],
                condition=~Q(status=RequestStatus.CANCELLED),
                name="test_request_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="test_request_due")]


class ImportFile(models.Model):
    """A file that results were imported from, byte for byte."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    worksheet = models.ForeignKey(
        Worksheet, null=True, on_delete=models.PROTECT, related_name="files"
    )
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("imported file")
        constraints = [
            models.CheckConstraint(
                condition=Q(worksheet=None, run__isnull=False)
                | Q(worksheet__isnull=False, run=None),
                name="import_file_has_one_place",
            ),
            AppendOnly(name="import_file_append_only", key=["id"]),
        ]


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Staff see every version; a tenant only what was approved and stands."""
        rows = actor.sees(self, Permission.SEE_RESULTS)
        if actor.reads(Permission.SEE_RESULTS) or actor.runs_everything:
            return rows
        return rows.filter(status=ResultStatus.APPROVED)

    def current(self) -> Self:
        return self.exclude(status=ResultStatus.REPLACED)


class Result(models.Model):
    """One version of one value. The first stays visible; a later one names what it replaces."""

    request = models.ForeignKey(TestRequest, on_delete=models.PROTECT, related_name="results")
    analyte = models.ForeignKey(Analyte, on_delete=models.PROTECT, related_name="results")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    typed = models.CharField(max_length=80)  # as the analyst wrote it
    typed_unit = models.CharField(max_length=24, blank=True)
    value = models.DecimalField(  # in the unit of the analyte
        max_digits=24, decimal_places=12, null=True
    )
    qualifier = models.CharField(max_length=16, blank=True)  # of samples.measurement
    reported = models.CharField(max_length=80)  # as a report prints it
    unit = models.CharField(max_length=24, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict, default=Verdict.NONE)
    status = models.CharField(max_length=16, choices=ResultStatus)
    file = models.ForeignKey(
        ImportFile, null=True, on_delete=models.PROTECT, related_name="results"
    )  # None: typed
    row = models.PositiveIntegerField(null=True)  # of the file
    reason = models.CharField(max_length=500, blank=True)  # why it replaces the one before
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=500, blank=True)  # why it was sent back
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(ResultQuerySet)()

    class Meta:
        verbose_name = _("result")
        constraints = [
            known("status", ResultStatus, "result_status_known"),
            known("verdict", Verdict, "result_verdict_known"),
            models.UniqueConstraint(
                fields=["request", "analyte", "revision"], name="result_revision_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("entered_by")),
                name="result_reviewed_by_another",
            ),
        ]
