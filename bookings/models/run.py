"""A run: what really happened on a machine for a stage."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.choices import RunEventKind, RunOutcome
from bookings.models.booking import Stage
from equipment.choices import MachineState
from equipment.models import Equipment
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.constraints import AppendOnly, known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)

    def with_booking(self) -> Self:
        """With what says who may run it."""
        related = ("stage__booking__facility", "equipment__equipment_class")
        return self.select_related(*related)

    def going(self) -> Self:
        return self.filter(ended_at=None)


class Run(models.Model):
    """``zero_at`` is process time zero: inoculation where there is one, else the start."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="runs")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="runs")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="runs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="runs")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    zero_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=16, choices=RunOutcome, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(RunQuerySet)()

    class Meta:
        verbose_name = _("run")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="run_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["equipment"], condition=Q(ended_at=None), name="run_one_on_a_machine"
            ),
        ]

    def process_time(self, at: datetime) -> timedelta:
        """Elapsed since zero, never negative."""
        return max(at - self.zero_at, timedelta(0))

    @property
    def process_length(self) -> timedelta:
        """Process time so far, or in all."""
        return self.process_time(self.ended_at or clock.now())


class RunEvent(models.Model):
    """What was logged in a run: a phase, an addition, a note."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=RunEventKind)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=MachineState, blank=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("run event")
        ordering = ["at", "pk"]
        constraints = [
            known("kind", RunEventKind, "run_event_kind_known"),
            AppendOnly(name="run_event_append_only", key=["id"]),
        ]
