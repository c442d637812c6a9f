"""What the apps above write here: who may watch a machine, and which readings are kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from equipment.models.plant import Equipment
from pilotbase.accounts.models import Organisation

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class WatchGrantQuerySet(models.QuerySet["WatchGrant"]):
    def standing(self, now: datetime) -> Self:
        return self.filter(Q(end=None) | Q(end__gt=now), start__lte=now)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        return self.filter(Q(end=None) | Q(end__gt=start), start__lt=end)

    def held_by(self, actor: "Actor") -> Self:
        organisation = actor.organisation_id
        return self.filter(organisation=organisation) if organisation else self.none()


class WatchGrant(models.Model):
    """A tenant may watch a machine's phase, values and alarms, live and later, of this span."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)  # None while it lasts
    reference = models.CharField(max_length=40)  # the run's number
    label = models.CharField(max_length=160, blank=True)  # what its tenant calls it
    planned_end = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(WatchGrantQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["equipment"],
                condition=Q(end=None),
                name="watch_grant_one_at_a_time",
            ),
        ]


class RetentionHold(models.Model):
    """The readings of this machine and span are kept for ever."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    reference = models.CharField(max_length=40)
