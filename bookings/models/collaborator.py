"""Who takes part in a booking beside the one who made it: of the same organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from pilotbase.accounts.models import User


class Collaborator(models.Model):
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="collaborators")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("collaborator")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "user"], name="collaborator_once"),
        ]
