"""What a tenant asks about a machine and a time, and what the plant's people answer."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from equipment.models.plant import Equipment
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import AppendOnly

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class HelpThreadQuerySet(models.QuerySet["HelpThread"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Between the organisation that asked and those of the plant who answer."""
        return actor.sees(self, Permission.SERVE_MACHINE)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class HelpThread(models.Model):
    """A question about a machine at a time; ``waits_for_staff`` until the plant has answered."""

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="help")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("about when"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()  # the newest message
    waits_for_staff = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(HelpThreadQuerySet)()

    class Meta:
        verbose_name = _("request for help")
        ordering = ["-said_at", "-pk"]


class HelpMessage(models.Model):
    """One message of a thread. Never changed."""

    thread = models.ForeignKey(HelpThread, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_staff = models.BooleanField()
    text = models.CharField(_("message"), max_length=2000)

    class Meta:
        verbose_name = _("message")
        ordering = ["pk"]
        constraints = [AppendOnly(name="help_message_append_only", key=["id"])]
