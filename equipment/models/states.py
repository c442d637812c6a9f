"""The one state log of each machine, and what is read from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from equipment.choices import MachineState, Quality, Source
from equipment.models.plant import Equipment
from equipment.models.telemetry import Gateway
from pilotbase.core.constraints import AppendOnly, known


class StateEntry(models.Model):
    """A machine entered a state. Never changed: a correction is an entry that supersedes."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="state_log")
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    state = models.CharField(_("state"), max_length=16, choices=MachineState)
    source = models.CharField(_("source"), max_length=16, choices=Source)
    quality = models.CharField(_("quality"), max_length=16, choices=Quality, default=Quality.GOOD)
    simulated = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    gateway = models.ForeignKey(Gateway, null=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("state entry")
        constraints = [
            known("state", MachineState, "state_entry_known"),
            AppendOnly(name="state_log_append_only", key=["id"]),
        ]
        indexes = [models.Index(fields=["equipment", "at"], name="state_log_by_machine")]


class StateInterval(models.Model):
    """A projection of the log: a machine was in a state for ``[start, end)``. Can be rebuilt."""

    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="intervals")
    state = models.CharField(max_length=16, choices=MachineState)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)  # still so
    entry = models.ForeignKey(StateEntry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")), name="state_interval_forward"
            ),
            models.UniqueConstraint(fields=["equipment", "start"], name="state_interval_once"),
            models.UniqueConstraint(
                fields=["equipment"], condition=Q(end=None), name="state_interval_one_open"
            ),
        ]
        indexes = [models.Index(fields=["start", "end"], name="state_interval_span")]


class CurrentState(models.Model):
    """A projection: where each machine is now.

    ``version`` rises with each thing its people see of it live, ``public_version`` only with what
    everyone sees, so that strangers cannot count a tenant's phases. This row is what a report
    locks; bookings lock the machine's own.
    """

    equipment = models.OneToOneField(
        Equipment, primary_key=True, on_delete=models.CASCADE, related_name="current"
    )
    state = models.CharField(max_length=16, choices=MachineState, default=MachineState.OFFLINE)
    since = models.DateTimeField(null=True)  # None: nothing was ever said of it
    last_at = models.DateTimeField(null=True)  # of the newest entry that counts
    silent_since = models.DateTimeField(null=True)  # its gateway has said nothing from then on
    simulated = models.BooleanField(default=False)
    values = models.JSONField(default=dict)  # tag code -> [value, instant, quality, simulated]
    version = models.PositiveBigIntegerField(default=1)
    public_version = models.PositiveBigIntegerField(default=1)
