"""The wait list: who wants time that is taken now, in the order in which they came."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bookings.choices import WAIT_TRANSITIONS, WaitStatus
from bookings.errors import WrongStatus
from bookings.models.booking import Booking
from bookings.models.ledger import Occupation
from equipment.models import Equipment, EquipmentClass
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import known
from pilotbase.core.timespan import Span

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class WaitEntryQuerySet(models.QuerySet["WaitEntry"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)

    def waiting(self) -> Self:
        """In line, the first who came first."""
        return self.filter(status=WaitStatus.WAITING).order_by("pk")

    def with_all(self) -> Self:
        own = ("facility", "project", "asked_by", "equipment", "equipment_class", "booking")
        return self.select_related(*own, "offer__machine")


class WaitEntry(models.Model):
    """A run of ``length`` is wanted anywhere in ``[since, until)``, on this machine or, without
    one, any of the class. While it is offered, ``offer`` holds the time."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    equipment_class = models.ForeignKey(EquipmentClass, on_delete=models.PROTECT, related_name="+")
    equipment = models.ForeignKey(Equipment, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    length = models.DurationField()
    purpose = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=16, choices=WaitStatus, default=WaitStatus.WAITING)
    offer = models.ForeignKey(Occupation, null=True, on_delete=models.PROTECT, related_name="+")
    offered_start = models.DateTimeField(null=True)
    offered_end = models.DateTimeField(null=True)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(WaitEntryQuerySet)()

    class Meta:
        verbose_name = _("place in the wait list")
        constraints = [
            known("status", WaitStatus, "wait_entry_status_known"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="wait_entry_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["equipment_class"],
                condition=Q(status=WaitStatus.WAITING),
                name="wait_entry_in_line",
            )
        ]

    def __str__(self) -> str:
        return f"W-{self.pk}"

    @property
    def offered_run(self) -> Span | None:
        if self.offered_start is None or self.offered_end is None:
            return None
        return Span.model_construct(start=self.offered_start, end=self.offered_end)

    def is_offered(self, now: datetime) -> bool:
        """Whether its offer still stands, settled or not."""
        held = self.offer if self.status == WaitStatus.OFFERED else None
        return (
            held is not None
            and held.active
            and held.lapses_at is not None
            and (held.lapses_at > now)
        )

    def claim(self) -> None:
        """Ours until commit, and as it is now; its version rises."""
        WaitEntry.objects.filter(pk=self.pk).update(version=F("version") + 1)
        self.refresh_from_db(fields=["status", "offer", "offered_start", "offered_end", "version"])

    def become(self, status: WaitStatus) -> None:
        """Take the next status, unsaved. Raises WrongStatus when the table has no such step."""
        if status not in WAIT_TRANSITIONS[WaitStatus(self.status)]:
            raise WrongStatus(
                _t("This place in the wait list is %(status)s: this cannot be done now.")
                % {"status": WaitStatus(self.status).label}
            )
        self.status = status
