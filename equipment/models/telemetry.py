"""What is measured: gateways, tags, readings (through the telemetry store only), alarms."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from equipment.choices import Priority, Quality
from equipment.models.grants import WatchGrant
from equipment.models.plant import Equipment
from pilotbase.accounts.models import Facility, Named, Retirable
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class Gateway(Named, Retirable):
    """A program that speaks for machines, and for those only."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="gateways")
    code = models.SlugField(_("code"), max_length=24, unique=True)
    equipment = models.ManyToManyField(Equipment, related_name="gateways", blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)
    token_hash = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("gateway")
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="gateway_token_once"
            ),
        ]


class Tag(Named):
    """A measured variable of a machine. Limits are of the value, in ``unit``."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="tags")
    code = models.CharField(_("code"), max_length=24)  # TIC, PH, DO
    unit = models.CharField(_("unit"), max_length=24)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2)  # its resolution
    position = models.PositiveSmallIntegerField(default=0)
    lowest = models.FloatField(_("lowest possible"), null=True, blank=True)
    highest = models.FloatField(_("highest possible"), null=True, blank=True)
    low_low = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    high_high = models.FloatField(null=True, blank=True)
    period = models.PositiveIntegerField(_("publish period (s)"), default=5)
    on_card = models.BooleanField(_("shown on the board"), default=False)

    class Meta:
        verbose_name = _("tag")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["equipment", "code"], name="tag_once"),
        ]


class Reading(models.Model):
    """One value of a tag. Partitioned by month on PostgreSQL. Written by the store alone."""

    pk = models.CompositePrimaryKey("tag_id", "at")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    value = models.FloatField()
    quality = models.CharField(max_length=16, choices=Quality, default=Quality.GOOD)
    simulated = models.BooleanField(default=False)


class ReadingRollup(models.Model):
    """What one minute of a tag held: enough to draw a long trend that keeps its peaks."""

    pk = models.CompositePrimaryKey("tag_id", "minute")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, db_index=False, related_name="+")
    minute = models.DateTimeField()
    lowest = models.FloatField()
    highest = models.FloatField()
    total = models.FloatField()
    count = models.PositiveIntegerField()
    simulated = models.BooleanField(default=False)


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self) -> Self:
        """What wants someone's eye: active, or back again and acknowledged by nobody.

        One that came back and was raised again is the newer one.
        """
        again = Alarm.objects.filter(
            Q(tag=OuterRef("tag")) | Q(tag=None),
            equipment=OuterRef("equipment"),
            code=OuterRef("code"),
            raised_at__gt=OuterRef("raised_at"),
        )
        return self.filter(Q(cleared_at=None) | Q(acknowledged_at=None) & ~Exists(again))

    def unacknowledged(self) -> Self:
        """Of those that stand, what somebody has still to acknowledge: what counters count."""
        return self.standing().filter(acknowledged_at=None)

    def visible_to(self, actor: "Actor") -> Self:
        """Those of the plant for its staff, those of her own runs for a tenant."""
        if actor.runs_everything:
            return self
        if actor.may(Permission.SEE_PLANT):
            return self.filter(equipment__facility=actor.facility)
        if actor.organisation_id is None:
            return self.none()
        grants = WatchGrant.objects.held_by(actor).filter(
            Q(end=None) | Q(end__gt=OuterRef("raised_at")),
            equipment=OuterRef("equipment"),
            start__lte=OuterRef("raised_at"),
        )
        return self.filter(Exists(grants))


class Alarm(models.Model):
    """A value beyond its limit (ISA-18.2): raised, acknowledged by a person, cleared by itself."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="alarms")
    tag = models.ForeignKey(Tag, null=True, on_delete=models.PROTECT, related_name="alarms")
    code = models.CharField(max_length=24)  # high_high, high, low, low_low, fault
    priority = models.CharField(max_length=8, choices=Priority)
    value = models.FloatField(null=True)
    limit = models.FloatField(null=True)
    note = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(AlarmQuerySet)()

    class Meta:
        verbose_name = _("alarm")
        constraints = [
            known("priority", Priority, "alarm_priority_known"),
            models.UniqueConstraint(
                fields=["tag", "code"],
                condition=Q(cleared_at=None),
                name="alarm_stands_once",
            ),
            models.UniqueConstraint(
                fields=["equipment", "code"],
                condition=Q(cleared_at=None, tag=None),
                name="alarm_of_machine_stands_once",
            ),
        ]
        indexes = [models.Index(fields=["equipment", "raised_at"], name="alarm_by_machine")]

    @property
    def active(self) -> bool:
        """Whether what it warns of is still so; else it has returned to normal."""
        return self.cleared_at is None

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_at is not None
