"""A series: one run that comes round. Each occurrence is a booking of its own."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from equipment.models import Equipment
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.versions import raise_version

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)

    def with_all(self) -> Self:
        return self.select_related("facility", "project", "booked_by", "equipment")


class Series(models.Model):
    """``rule`` is how it was asked to come round; ``starts_at`` is plant time, so that the clock
    change moves no run; ``length`` is elapsed. What is cancelled of it stays so."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField()
    starts_at = models.TimeField()
    length = models.DurationField()
    purpose = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(SeriesQuerySet)()

    class Meta:
        verbose_name = _("series")

    def __str__(self) -> str:
        return f"S-{self.pk}"

    def claim(self, seen: int | None) -> None:
        """Ours until commit. Raises Stale when ``seen`` is given and is not its version."""
        if seen is not None:
            raise_version(self, seen)
        else:
            Series.objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db(fields=["version", "equipment", "starts_at", "length", "purpose"])

    def is_as_said(self, machine: int, start: datetime, length: timedelta) -> bool:
        """Whether an occurrence is where the series put it: nobody has moved it by itself."""
        local: time = self.facility.local(start).time()
        there = (machine, local.replace(second=0, microsecond=0), length)
        return there == (self.equipment_id, self.starts_at, self.length)
