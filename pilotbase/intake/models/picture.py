"""Photographs that the catalogue shows."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from equipment.models import Equipment, EquipmentClass
from pilotbase.accounts.models import Facility

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, actor: "Actor") -> Self:
        """What hangs is for everyone to see."""
        return self.hanging()

    def hanging(self) -> Self:
        return self.filter(taken_down_at=None)


class Picture(models.Model):
    """A photograph of a class, or of one machine of it. One of each hangs; older ones are kept."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="pictures"
    )
    machine = models.ForeignKey(
        Equipment, null=True, on_delete=models.PROTECT, related_name="pictures"
    )
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)  # below the data folder
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_down_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(PictureQuerySet)()

    class Meta:
        verbose_name = _("picture")
        constraints = [
            models.UniqueConstraint(
                fields=["equipment_class"],
                condition=Q(machine=None, taken_down_at=None),
                name="picture_of_class_once",
            ),
            models.UniqueConstraint(
                fields=["machine"],
                condition=Q(machine__isnull=False, taken_down_at=None),
                name="picture_of_machine_once",
            ),
        ]
