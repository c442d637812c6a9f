"""A booking: what one project asks for, in one to many stages, whole or not at all."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bookings.choices import STANDING, TRANSITIONS, BookingStatus, StageStatus
from bookings.errors import WrongStatus
from equipment.choices import FeeUnit
from equipment.models import Equipment
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.core.constraints import known
from pilotbase.core.timespan import Span

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self)

    def standing(self) -> Self:
        return self.filter(status__in=STANDING)


class Booking(models.Model):
    number = models.CharField(_("number"), max_length=24, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="bookings"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="bookings")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    purpose = models.CharField(_("purpose"), max_length=160, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=BookingStatus)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    price_class = models.CharField(max_length=16, choices=PriceClass)
    expires_at = models.DateTimeField(null=True)  # a request that nobody has decided by then
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(BookingQuerySet)()

    class Meta:
        verbose_name = _("booking")
        constraints = [known("status", BookingStatus, "booking_status_known")]
        indexes = [
            models.Index(fields=["organisation", "status"], name="booking_by_tenant"),
            models.Index(fields=["status"], name="booking_by_status"),
        ]

    @cached_property
    def all_stages(self) -> "list[Stage]":
        """Its stages with their machines, read once."""
        return list(self.stages.select_related("equipment"))

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it is a request that nobody decided in time, settled or not."""
        waits = self.status == BookingStatus.REQUESTED and self.expires_at is not None
        return waits and self.expires_at <= now

    def become(self, status: BookingStatus) -> None:
        """Take the next status, unsaved. Raises WrongStatus when the table has no such step."""
        if status not in TRANSITIONS[BookingStatus(self.status)]:
            raise WrongStatus(
                _t("Booking %(number)s is %(status)s: this cannot be done now.")
                % {"number": self.number, "status": self.get_status_display()}
            )
        self.status = status


class Stage(models.Model):
    """What is needed, when, on which machine. ``run`` is the time inside; around it the
    class's preparation and turnaround as they were when it was booked. The price is
    ``quantity`` started units at ``unit_price``."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(_("stage"))
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="stages")
    run_start = models.DateTimeField()
    run_end = models.DateTimeField()
    preparation = models.DurationField(default=timedelta)
    turnaround = models.DurationField(default=timedelta)
    quantity = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=8, choices=FeeUnit, default=FeeUnit.DAY)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    price = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    status = models.CharField(max_length=16, choices=StageStatus, default=StageStatus.PLANNED)

    class Meta:
        verbose_name = _("stage")
        ordering = ["position"]
        constraints = [
            known("status", StageStatus, "stage_status_known"),
            known("unit", FeeUnit, "stage_unit_known"),
            models.UniqueConstraint(fields=["booking", "position"], name="stage_once"),
            models.CheckConstraint(
                condition=Q(run_end__gt=F("run_start")), name="stage_ends_after_start"
            ),
        ]

    @property
    def run(self) -> Span:
        return Span.model_construct(start=self.run_start, end=self.run_end)

    @property
    def occupied(self) -> Span:
        return self.run.widened(self.preparation, self.turnaround)
