"""A booking: what one project asks for, in one to many stages, whole or not at all."""

from collections.abc import Collection, Container, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bookings.choices import (
    MOVABLE,
    STANDING,
    TO_COME,
    TRANSITIONS,
    Approver,
    BookingStatus,
    StageStatus,
)
from bookings.errors import WrongStatus
from bookings.models.series import Series
from equipment.choices import FeeUnit
from equipment.models import Equipment
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.constraints import known
from pilotbase.core.timespan import Span
from pilotbase.core.versions import changed_meanwhile, raise_version

if TYPE_CHECKING:
    from bookings.models.collaborator import Collaborator
    from bookings.models.deciding import Decision
    from bookings.models.rules import Override
    from pilotbase.accounts.actor import Actor


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)

    def standing(self) -> Self:
        return self.filter(status__in=STANDING)

    def lapsed(self, now: datetime) -> Self:
        """Requests that nobody decided in time, settled or not."""
        return self.filter(status=BookingStatus.REQUESTED, expires_at__lte=now)

    def waiting_for(self, steps: Iterable[Approver], now: datetime) -> Self:
        """Requests that are with one of these, and have not lapsed."""
        rows = self.filter(status=BookingStatus.REQUESTED, waits_for__in=steps)
        return rows.filter(expires_at__gt=now)

    def with_project(self) -> Self:
        """With what its rules and its price are read from."""
        return self.select_related("facility", "project__organisation", "project__facility")


class Booking(models.Model):
    number = models.CharField(_("number"), max_length=24, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="bookings"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="bookings")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    asked_at = models.DateTimeField()  # when its present times were asked for
    purpose = models.CharField(_("purpose"), max_length=160, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=BookingStatus)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    price_class = models.CharField(max_length=16, choices=PriceClass)
    expires_at = models.DateTimeField(null=True)  # a request that nobody has decided by then
    approvers = models.JSONField(default=list)  # whose approval it asks for, in order
    waits_for = models.CharField(max_length=16, choices=Approver, blank=True)  # the one it is with
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="bookings")
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(BookingQuerySet)()

    class Meta:
        verbose_name = _("booking")
        constraints = [
            known("status", BookingStatus, "booking_status_known"),
            models.CheckConstraint(
                condition=Q(waits_for="") | Q(waits_for__in=Approver.values),
                name="booking_waits_for_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.REQUESTED) | ~Q(waits_for=""),
                name="booking_request_waits_for_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status"], name="booking_by_tenant"),
            models.Index(fields=["status"], name="booking_by_status"),
        ]

    @cached_property
    def all_stages(self) -> "list[Stage]":
        """Its stages with their machines, read once, or prefetched."""
        if "stages" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.stages.all())
        return list(self.stages.select_related("equipment"))

    @cached_property
    def all_overrides(self) -> "list[Override]":
        """What was set aside for it, oldest first, with who did; read once, or prefetched."""
        if "overrides" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.overrides.all())
        return list(self.overrides.select_related("made_by"))

    @cached_property
    def all_decisions(self) -> "list[Decision]":
        """What was said by those who must approve it, oldest first; read once, or prefetched."""
        if "decisions" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.decisions.all())
        return list(self.decisions.select_related("made_by"))

    @cached_property
    def all_collaborators(self) -> "list[Collaborator]":
        """Who takes part beside its owner, the first first; read once, or prefetched."""
        if "collaborators" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.collaborators.all())
        return list(self.collaborators.select_related("user"))

    @property
    def step(self) -> Approver | None:
        """Who is to decide on it now."""
        waits = self.status_now == BookingStatus.REQUESTED
        return Approver(self.waits_for) if waits and self.waits_for else None

    @property
    def steps_left(self) -> tuple[Approver, ...]:
        """Who decides after whoever does now."""
        chain, now = [Approver(one) for one in self.approvers], self.step
        return () if now is None else tuple(chain[chain.index(now) + 1 :])

    def planned_stages(self) -> "list[Stage]":
        return [stage for stage in self.all_stages if stage.status == StageStatus.PLANNED]

    def stages_to_come(self) -> "list[Stage]":
        """What has not begun, whether or not it has a time."""
        return [stage for stage in self.all_stages if stage.status in TO_COME]

    def movable_stages(self) -> "list[Stage]":
        """What can be given other times; of one that runs, another end."""
        return [stage for stage in self.all_stages if stage.status in MOVABLE]

    def displaced_stages(self) -> "list[Stage]":
        return [stage for stage in self.all_stages if stage.status == StageStatus.DISPLACED]

    def missed_stages(self, now: datetime) -> "list[Stage]":
        """Those whose time is over, and nobody has said what became of them."""
        return [stage for stage in self.planned_stages() if stage.run_end <= now]

    @property
    def can_be_cancelled(self) -> bool:
        return BookingStatus.CANCELLED in TRANSITIONS[self.status_now]

    @property
    def can_move(self) -> bool:
        return self.status_now in STANDING and bool(self.movable_stages())

    def machines(self) -> set[int]:
        """Ids to lock before changing it; ``must_be_on`` says whether they still are."""
        return set(self.stages.values_list("equipment_id", flat=True))

    @property
    def status_now(self) -> BookingStatus:
        """A request whose time has run out has expired, whether or not the job has been by."""
        lapsed = self.has_lapsed(clock.now())
        return BookingStatus.EXPIRED if lapsed else BookingStatus(self.status)

    def claim(self, seen: int | None) -> str:
        """Ours until commit, and as it is now; its version rises. Returns its status.

        Raises Stale when ``seen`` is given and is not its version.
        """
        if seen is not None:
            raise_version(self, seen, _CLAIMED)
        else:
            Booking.objects.filter(pk=self.pk).update(version=F("version") + 1)
            self.refresh_from_db(fields=_CLAIMED)
        return self.status

    @classmethod
    def claim_all(cls, bookings: "Collection[Booking]") -> None:
        """The same for several, whichever versions were seen."""
        rows = cls.objects.filter(pk__in={booking.pk for booking in bookings})
        rows.update(version=F("version") + 1)
        fresh = {row.pk: row for row in rows.only(*_CLAIMED)}
        for booking in bookings:
            for name in _CLAIMED:
                setattr(booking, name, getattr(fresh[booking.pk], name))

    def must_stand(self) -> None:
        """Raises WrongStatus when it has ended."""
        if self.status_now not in STANDING:
            self._refuse(self.status_now)

    def must_be_on(self, machines: Container[int]) -> None:
        """Raises Stale when a stage has gone to a machine that is not locked."""
        if any(stage.equipment_id not in machines for stage in self.all_stages):
            raise changed_meanwhile()

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it is a request that nobody decided in time, settled or not."""
        until = self.expires_at if self.status == BookingStatus.REQUESTED else None
        return until is not None and until <= now

    def become(self, status: BookingStatus) -> None:
        """Take the next status, unsaved. Raises WrongStatus when the table has no such step."""
        is_now = self.status_now if status != BookingStatus.EXPIRED else BookingStatus(self.status)
        if status not in TRANSITIONS[is_now]:
            self._refuse(is_now)
        self.status = status

    def _refuse(self, status: BookingStatus) -> NoReturn:
        raise WrongStatus(
            _t("Booking %(number)s is %(status)s: this cannot be done now.")
            % {"number": self.number, "status": status.label}
        )


_CLAIMED = (
    *("status", "version", "price", "expires_at", "asked_at"),
    *("approvers", "waits_for", "decided_by_id", "decided_at"),
)


class Stage(models.Model):
    """What is needed, when, on which machine. ``run`` is the time inside; around it the
    class's preparation and turnaround as they were when it was booked. The price is
    ``quantity`` started units at ``unit_price``. ``configuration``: how the machine is to be
    set up, its medium or vessel, in the tenant's words and for those who work for her alone."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(_("stage"))
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="stages")
    configuration = models.CharField(_("configuration"), max_length=80, blank=True)
    run_start = models.DateTimeField()
    run_end = models.DateTimeField()
    preparation = models.DurationField(default=timedelta)
    turnaround = models.DurationField(default=timedelta)
    quantity = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=8, choices=FeeUnit, default=FeeUnit.DAY)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    price = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    shortened = models.BooleanField(default=False)  # its margins, with a reason: they stay
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
        indexes = [models.Index(fields=["run_end"], name="stage_by_end")]

    @property
    def run(self) -> Span:
        return Span.model_construct(start=self.run_start, end=self.run_end)

    @property
    def kept_margins(self) -> tuple[timedelta, timedelta] | None:
        """Preparation and turnaround that hold for it whatever the rules ask; None: the rules'."""
        return (self.preparation, self.turnaround) if self.shortened else None

    @property
    def occupied(self) -> Span:
        return self.run.widened(self.preparation, self.turnaround)
