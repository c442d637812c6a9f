"""What must be done to a machine again and again, what was done, and the papers that say so."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from equipment.choices import LAPSING, PlanKind, UpkeepResult
from equipment.models.plant import Equipment
from pilotbase.accounts.models import Named, Retirable
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly, known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class MaintenancePlanQuerySet(models.QuerySet["MaintenancePlan"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The plant's own staff: what a tenant may know of it stands on the machine's page."""
        if actor.runs_everything:
            return self
        if actor.reads(Permission.SEE_PLANT):
            return self.filter(equipment__facility=actor.facility)
        return self.none()

    def in_force(self, day: date) -> Self:
        """Neither the plan nor its machine is retired by that day."""
        serves = Q(equipment__retired_from=None) | Q(equipment__retired_from__gt=day)
        return self.filter(Q(retired_from=None) | Q(retired_from__gt=day), serves)

    def lapsing(self) -> Self:
        """Those that a run may not outlast."""
        return self.filter(kind__in=LAPSING)

    def due_by(self, day: date) -> Self:
        return self.filter(due_on__lte=day)


class MaintenancePlan(Named, Retirable):
    """A calibration, an inspection or maintenance that comes round on one machine.

    ``due_on`` is the last day on which what was done last still holds.
    """

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="plans")
    code = models.SlugField(_("code"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PlanKind)
    every_days = models.PositiveSmallIntegerField(_("comes round every (days)"))
    due_on = models.DateField(_("due on"))
    instructions = models.CharField(_("instructions"), max_length=500, blank=True)

    objects = models.Manager.from_queryset(MaintenancePlanQuerySet)()

    class Meta:
        verbose_name = _("maintenance plan")
        ordering = ["due_on", "code"]
        constraints = [
            known("kind", PlanKind, "maintenance_plan_kind_known"),
            models.CheckConstraint(
                condition=Q(every_days__gte=1), name="maintenance_plan_comes_round"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="maintenance_plan_due")]

    @property
    def facility_id(self) -> int:
        return self.equipment.facility_id


class UpkeepRecordQuerySet(models.QuerySet["UpkeepRecord"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(plan__in=MaintenancePlan.objects.visible_to(actor))


class UpkeepRecord(models.Model):
    """A plan was carried out once. Never changed: a later record says what is so now.

    ``by`` is who did it, often another company; ``valid_until`` the last day on which it holds.
    """

    plan = models.ForeignKey(MaintenancePlan, on_delete=models.PROTECT, related_name="records")
    done_on = models.DateField(_("done on"))
    result = models.CharField(_("result"), max_length=16, choices=UpkeepResult)
    by = models.CharField(_("done by"), max_length=120)
    certificate = models.CharField(_("number of the certificate"), max_length=80, blank=True)
    valid_until = models.DateField(_("valid until"))
    note = models.CharField(_("remark"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(UpkeepRecordQuerySet)()

    class Meta:
        verbose_name = _("upkeep record")
        ordering = ["-done_on", "-pk"]
        constraints = [
            known("result", UpkeepResult, "upkeep_record_result_known"),
            AppendOnly(name="upkeep_record_append_only", key=["id"]),
        ]


class UpkeepFileQuerySet(models.QuerySet["UpkeepFile"]):
    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(record__in=UpkeepRecord.objects.visible_to(actor))


class UpkeepFile(models.Model):
    """A paper of a record: the certificate, a protocol, a photograph."""

    record = models.ForeignKey(UpkeepRecord, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)  # below the data folder
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(UpkeepFileQuerySet)()

    class Meta:
        verbose_name = _("file")
        ordering = ["pk"]
        constraints = [AppendOnly(name="upkeep_file_append_only", key=["id"])]
