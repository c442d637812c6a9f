"""What people say is wrong with a machine, and who wants to know of it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from equipment.choices import FAULT_OPEN, FAULT_TRANSITIONS, FaultStatus, Severity
from equipment.models.plant import Equipment
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class FaultReportQuerySet(models.QuerySet["FaultReport"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The plant's staff, and the organisation whose report it is: nobody else."""
        return actor.sees(self, Permission.SEE_PLANT)

    def open(self) -> Self:
        return self.filter(status__in=FAULT_OPEN)


class FaultReport(models.Model):
    """Something is wrong with a machine. Without an organisation the plant's own people say so.

    ``text`` is what was reported, ``answer`` what the plant says to whoever may see the report.
    """

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="faults")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    severity = models.CharField(_("severity"), max_length=16, choices=Severity)
    text = models.CharField(_("what is wrong"), max_length=1000)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    status = models.CharField(
        _("status"), max_length=16, choices=FaultStatus, default=FaultStatus.OPEN
    )
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(FaultReportQuerySet)()

    class Meta:
        verbose_name = _("fault report")
        ordering = ["-pk"]
        constraints = [
            known("severity", Severity, "fault_severity_known"),
            known("status", FaultStatus, "fault_status_known"),
        ]
        indexes = [models.Index(fields=["equipment", "status"], name="fault_by_machine")]

    @property
    def is_open(self) -> bool:
        return self.status in FAULT_OPEN

    @property
    def next_statuses(self) -> list[FaultStatus]:
        """Where it may go from here, in the order of the steps."""
        steps = FAULT_TRANSITIONS[FaultStatus(self.status)]
        return [status for status in FaultStatus if status in steps]


class FaultNote(models.Model):
    """What the staff tell each other of a fault; no tenant reads it, whoever reported."""

    report = models.ForeignKey(FaultReport, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("note"), max_length=1000)

    class Meta:
        verbose_name = _("note")
        ordering = ["pk"]
        constraints = [AppendOnly(name="fault_note_append_only", key=["id"])]


class MachineSubscription(models.Model):
    """A person wants to know when a fault of a machine is reported, moves on or is resolved."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="subscriptions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="machine_subscriptions"
    )
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("subscription")
        constraints = [
            models.UniqueConstraint(fields=["equipment", "user"], name="subscription_once"),
        ]
