"""How people keep to what they booked: what counts against them, and what follows."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bookings.choices import VIOLATION_TRANSITIONS, ViolationKind, ViolationStatus
from bookings.errors import WrongStatus
from bookings.models.booking import Stage
from pilotbase.accounts.models import Facility, Organisation, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class ConductTerms(models.Model):
    """How many points what costs, and when they bar from booking. Without terms nothing counts."""

    facility = models.OneToOneField(
        Facility, on_delete=models.PROTECT, related_name="conduct_terms"
    )
    no_show = models.PositiveSmallIntegerField(_("points for not coming"), default=2)
    late_cancel = models.PositiveSmallIntegerField(_("points for cancelling late"), default=1)
    overbooked = models.PositiveSmallIntegerField(_("points for booking twice the need"), default=1)
    late_notice = models.DurationField(_("late is less than this before"))
    warn_at = models.PositiveSmallIntegerField(_("warned at points"), default=2)
    block_at = models.PositiveSmallIntegerField(_("barred at points"), default=4)
    window_days = models.PositiveSmallIntegerField(_("points count for (days)"), default=180)
    block_days = models.PositiveSmallIntegerField(_("barred for (days)"), default=30)

    class Meta:
        verbose_name = _("terms of conduct")
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_at__gte=1, block_at__gte=1), name="conduct_terms_make_sense"
            )
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def points_for(self, kind: ViolationKind) -> int:
        return {
            ViolationKind.NO_SHOW: self.no_show,
            ViolationKind.LATE_CANCEL: self.late_cancel,
            ViolationKind.OVERBOOKED: self.overbooked,
        }[kind]


class ViolationQuerySet(models.QuerySet["Violation"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)

    def counting(self) -> Self:
        return self.exclude(status=ViolationStatus.LIFTED)

    def with_all(self) -> Self:
        return self.select_related("facility", "user", "stage__booking", "stage__equipment")


class Violation(models.Model):
    """Points against whoever had booked a stage. Appealed against, they count until decided."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="violations")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="violations")
    kind = models.CharField(max_length=16, choices=ViolationKind)
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    status = models.CharField(
        max_length=16, choices=ViolationStatus, default=ViolationStatus.STANDING
    )
    appeal = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=500, blank=True)

    objects = models.Manager.from_queryset(ViolationQuerySet)()

    class Meta:
        verbose_name = _("violation")
        constraints = [
            known("kind", ViolationKind, "violation_kind_known"),
            known("status", ViolationStatus, "violation_status_known"),
            models.UniqueConstraint(fields=["stage", "kind"], name="violation_once"),
        ]
        indexes = [models.Index(fields=["user", "at"], name="violation_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.stage.booking.number}"

    def become(self, status: ViolationStatus) -> None:
        """Take the next status, unsaved. Raises WrongStatus when the table has no such step."""
        if status not in VIOLATION_TRANSITIONS[ViolationStatus(self.status)]:
            raise WrongStatus(
                _t("This is %(status)s: it cannot be done now.")
                % {"status": ViolationStatus(self.status).label}
            )
        self.status = status
