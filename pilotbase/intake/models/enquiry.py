"""An enquiry on its way to a project: what was asked, its steps, its files, its strain."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.choices import Containment, ProductField, ServiceType
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known
from pilotbase.intake.choices import DocumentKind, EnquiryStatus, Side, StrainVerdict

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Those of one's organisation; for those who work on them, the facility's."""
        return actor.sees(self, Permission.SEE_ENQUIRIES)


class Enquiry(models.Model):
    """What someone wants to do here. A visitor's has no organisation until it is answered."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="enquiries")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    visitor_name = models.CharField(max_length=120, blank=True)
    visitor_organisation = models.CharField(max_length=120, blank=True)
    visitor_email = models.CharField(max_length=200, blank=True)
    visitor_phone = models.CharField(max_length=40, blank=True)
    visitor_address = models.CharField(max_length=64, blank=True)  # a digest of the network's
    asked_at = models.DateTimeField()
    title = models.CharField(_("title"), max_length=160)
    wants = models.TextField(_("what is wanted"), max_length=4000)
    need = models.CharField(_("what it needs"), max_length=200, blank=True)
    service_type = models.CharField(_("service type"), max_length=16, choices=ServiceType)
    product_field = models.CharField(_("product field"), max_length=16, choices=ProductField)
    organism = models.CharField(_("organism"), max_length=120, blank=True)
    gmo = models.BooleanField(_("genetically modified"), default=False)
    wished_from = models.DateField(_("wished from"), null=True)
    status = models.CharField(_("status"), max_length=16, choices=EnquiryStatus)
    due_on = models.DateField(_("due on"), null=True)
    project = models.OneToOneField(
        Project, null=True, on_delete=models.PROTECT, related_name="enquiry"
    )
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(EnquiryQuerySet)()

    class Meta:
        verbose_name = _("enquiry")
        constraints = [
            known("status", EnquiryStatus, "enquiry_status_known"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False, organisation__isnull=False)
                | ~Q(visitor_email=""),
                name="enquiry_of_someone",
            ),
            models.CheckConstraint(
                condition=Q(status=EnquiryStatus.APPROVED, project__isnull=False)
                | ~Q(status=EnquiryStatus.APPROVED) & Q(project=None),
                name="enquiry_approved_with_project",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="enquiry_by_step")]

    def overdue(self, today: date) -> bool:
        """Whether its step should have been taken before this day."""
        return self.due_on is not None and self.due_on < today

    @property
    def asker(self) -> str:
        if self.asked_by is not None:
            return str(self.asked_by.name)
        return f"{self.visitor_name} ({self.visitor_organisation})"

    @property
    def asking_organisation(self) -> str:
        return self.organisation.name if self.organisation else self.visitor_organisation


class EnquiryStep(models.Model):
    """That an enquiry entered a step: by whom, why, and when it is due. Never changed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=16, choices=EnquiryStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of an enquiry")
        ordering = ["pk"]
        constraints = [
            known("status", EnquiryStatus, "enquiry_step_known"),
            AppendOnly(name="enquiry_step_append_only", key=["id"]),
        ]


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(enquiry__in=Enquiry.objects.visible_to(actor))

    def current(self) -> Self:
        return self.filter(replaced_at=None)


class Document(models.Model):
    """A file of an enquiry that both sides accept. Of each kind the newest counts."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)  # below the data folder
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tenant_at = models.DateTimeField(null=True)
    tenant_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    plant_at = models.DateTimeField(null=True)
    plant_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(DocumentQuerySet)()

    class Meta:
        verbose_name = _("document")
        ordering = ["pk"]
        constraints = [
            known("kind", DocumentKind, "enquiry_document_kind_known"),
            models.UniqueConstraint(
                fields=["enquiry", "kind"],
                condition=Q(replaced_at=None),
                name="enquiry_document_once",
            ),
        ]

    def accepted_by(self, side: Side) -> User | None:
        return self.tenant_by if side == Side.TENANT else self.plant_by


class StrainReview(models.Model):
    """One round of the biosafety review: what was declared, and what was decided of it."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="reviews")
    organism = models.CharField(_("organism"), max_length=120)
    strain = models.CharField(_("strain"), max_length=120)
    gmo = models.BooleanField(_("genetically modified"))
    asked_containment = models.PositiveSmallIntegerField(choices=Containment)
    answers = models.JSONField(default=dict)
    note = models.TextField(max_length=2000, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=StrainVerdict, default=StrainVerdict.WAITING)
    containment = models.PositiveSmallIntegerField(choices=Containment, null=True)
    valid_until = models.DateField(null=True)  # the first day without it
    reason = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("strain review")
        ordering = ["pk"]
        constraints = [
            known("verdict", StrainVerdict, "strain_review_verdict_known"),
            models.UniqueConstraint(
                fields=["enquiry"],
                condition=Q(verdict=StrainVerdict.WAITING),
                name="strain_review_one_waits",
            ),
        ]
