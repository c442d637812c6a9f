"""What people were told, and whether they have read it."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilotbase.accounts.actor import active_memberships
from pilotbase.accounts.models import Facility, Organisation, User
from pilotbase.notifications.kinds import kind_of

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Her own, of places in which she still is."""
        return self.of(actor.user) if actor.user else self.none()

    def of(self, user: User) -> Self:
        places = active_memberships(user).order_by()
        hers = Q(organisation__in=places.values("organisation"))
        works = Q(organisation=None, facility__in=places.values("facility"))
        return self.filter(hers | works, user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Told to a person as a member of ``organisation``, or without one as the facility's staff."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    facts = models.JSONField()
    href = models.CharField(max_length=200, blank=True)  # the page that shows it
    about = models.CharField(max_length=80, blank=True)  # what it tells of: settled, it is read
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = pgettext_lazy("message", "notice")
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_by_reader"),
            models.Index(fields=["about"], name="notice_by_subject", condition=Q(read_at=None)),
        ]

    @property
    def text(self) -> str:
        """Its sentence in the language that is active; empty when nobody knows its kind now."""
        return self.said(self.facility.zone)

    def said(self, zone: tzinfo) -> str:
        kind = kind_of(self.kind)
        return kind.says(self.facts, zone) if kind else ""
