"""What those who must approve a request have said of it: who, when, and why. Never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.choices import Approver
from bookings.models.booking import Booking
from pilotbase.core.constraints import AppendOnly, known


class Decision(models.Model):
    """One step of the chain. A booking that is asked for again goes through it anew."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=16, choices=Approver)
    approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("decision")
        ordering = ["pk"]
        constraints = [
            known("step", Approver, "decision_step_known"),
            AppendOnly(name="decision_append_only", key=["id"]),
        ]
