"""A sample, the chain of who had it, and the files that belong to it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Run
from equipment.models import Equipment
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known
from samples.choices import SIGNS, CustodyType, SampleKind, SampleStatus, Storage

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_SAMPLES)


class Sample(models.Model):
    """Without a run it was delivered; without an organisation it is the facility's own."""

    number = models.CharField(_("number"), max_length=32, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="samples")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="samples"
    )
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="samples"
    )
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="samples")
    equipment = models.ForeignKey(
        Equipment, null=True, on_delete=models.PROTECT, related_name="samples"
    )
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(_("kind"), max_length=16, choices=SampleKind)
    description = models.CharField(_("description"), max_length=200, blank=True)
    client_mark = models.CharField(_("client's own mark"), max_length=120, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    port = models.CharField(_("port"), max_length=40, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True)  # None: the client did not say
    process_time = models.DurationField(_("process time"), null=True)
    sensors = models.JSONField(default=dict)  # tag code -> {value, unit, at, ...}, all as text
    volume_ml = models.DecimalField(_("volume (mL)"), max_digits=16, decimal_places=6, null=True)
    container = models.CharField(_("container"), max_length=60, blank=True)
    storage = models.CharField(_("storage"), max_length=8, choices=Storage)
    containment = models.PositiveSmallIntegerField(choices=Containment, default=Containment.GLSP)
    gmo = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=16, choices=SampleStatus)
    custodian = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    offered_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))
    received_at = models.DateTimeField(_("received at"), null=True)  # by the laboratory
    condition = models.CharField(max_length=16, blank=True)  # as received
    links = models.PositiveIntegerField(default=0)  # of its chain, and the hash of the last:
    head = models.CharField(max_length=80, blank=True)  # a chain cut short shows, too
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(SampleQuerySet)()

    class Meta:
        verbose_name = _("sample")
        constraints = [
            known("kind", SampleKind, "sample_kind_known"),
            known("status", SampleStatus, "sample_status_known"),
            models.CheckConstraint(
                condition=Q(volume_ml=None) | Q(volume_ml__gte=0), name="sample_volume_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "registered_at"], name="sample_by_tenant"),
            models.Index(fields=["status"], name="sample_by_status"),
        ]

    @property
    def delivered(self) -> bool:
        """Whether the laboratory took it as it came, and did not draw it."""
        return self.run_id is None

    @property
    def sign(self) -> str:
        """The icon of its status, beside the word."""
        return SIGNS[SampleStatus(self.status)]

    @property
    def volume_shown(self) -> Decimal | None:
        """In mL, without noughts that say nothing."""
        return None if self.volume_ml is None else self.volume_ml.normalize()


class CustodyEvent(models.Model):
    """One link of a sample's chain. Written by ``custody``, changed by nobody.

    ``people`` holds what the hash says of actor and counterparty: an opaque id and a salted
    digest of the name as it was, so that a person can be renamed or erased.
    """

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="custody")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=16, choices=CustodyType)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    counterparty = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()  # as claimed
    recorded_at = models.DateTimeField()  # by the server's clock
    people = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=80)
    hash = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("custody event")
        ordering = ["seq"]
        constraints = [
            known("type", CustodyType, "custody_type_known"),
            models.UniqueConstraint(fields=["sample", "seq"], name="custody_one_next_link"),
            AppendOnly(name="custody_append_only", key=["sample", "seq"]),
        ]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(sample__in=Sample.objects.visible_to(actor))


class Attachment(models.Model):
    """A file that belongs to a sample: a photograph, a chromatogram, raw data."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)  # below the data folder
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(AttachmentQuerySet)()

    class Meta:
        verbose_name = _("attachment")
        ordering = ["pk"]
        constraints = [AppendOnly(name="attachment_append_only", key=["id"])]
