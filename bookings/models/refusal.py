"""What could not be given: the figures behind "what is short"."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from equipment.models import Equipment, EquipmentClass
from pilotbase.accounts.models import Facility, Organisation


class Refusal(models.Model):
    """A request that policy refused: class, span and codes. Written after the roll-back."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=24)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="+")
    equipment_class = models.ForeignKey(EquipmentClass, on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()
    codes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("refusal")
