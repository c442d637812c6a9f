"""What stands in the hall: areas, classes of equipment, machines, and what they all share."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from equipment.choices import Kind, UtilityPhase
from pilotbase.accounts.choices import Containment
from pilotbase.accounts.models import Facility, Named, Organisation, Retirable
from pilotbase.core.constraints import known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class Area(Named, Retirable):
    """A hall or room: the board's rows. Its opening hours narrow the facility's."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="areas")
    code = models.SlugField(_("code"), max_length=16, unique=True)
    note_zh = models.CharField(_("Chinese note"), max_length=60, blank=True)
    note_en = models.CharField(_("English note"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    opens_at = models.TimeField(_("opens at"), default=time(0, 0))
    closes_at = models.TimeField(_("closes at"), default=time(0, 0))  # 00:00 is midnight's end
    open_on_closed_days = models.BooleanField(_("open on closed days"), default=True)

    class Meta:
        verbose_name = _("area")
        ordering = ["position", "pk"]


class EquipmentClass(Named, Retirable):
    """Machines of one make: their state set, times, booking rules and quota of hours."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="classes")
    code = models.SlugField(_("code"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    total_volume = models.DecimalField(
        _("total volume (L)"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    working_volume = models.DecimalField(
        _("working volume (L)"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    preparation = models.DurationField(_("preparation"), default=timedelta)
    turnaround = models.DurationField(_("turnaround"), default=timedelta)
    granularity = models.DurationField(_("granularity"), default=timedelta(minutes=30))
    shortest = models.DurationField(_("shortest run"), default=timedelta(hours=1))
    longest = models.DurationField(_("longest run"), default=timedelta(days=14))
    lead_days = models.PositiveSmallIntegerField(_("lead time (working days)"), default=0)
    horizon_days = models.PositiveSmallIntegerField(_("horizon (days)"), default=183)
    staffed_start = models.BooleanField(_("starts and ends in staffed hours"), default=False)
    approves_itself = models.BooleanField(_("confirmed without approval"), default=True)
    request_holds = models.BooleanField(_("a request holds its time"), default=True)
    request_expires = models.DurationField(_("a request expires after"), default=timedelta(days=3))
    quota_hours = models.PositiveIntegerField(_("quota of hours a year (定额机时)"), default=1400)
    needs_qualification = models.BooleanField(_("needs a qualification"), default=False)
    qualification_days = models.PositiveSmallIntegerField(
        _("a qualification holds (days)"), default=730
    )

    class Meta:
        verbose_name = _("equipment class")
        ordering = ["position", "pk"]
        constraints = [
            known("kind", Kind, "equipment_class_kind_known"),
            models.CheckConstraint(
                condition=Q(longest__gte=F("shortest")), name="equipment_class_lengths_ordered"
            ),
        ]


class Capability(Named, Retirable):
    """Something that only some machines of a plant can do. They name it by its code."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="capabilities")
    code = models.CharField(_("code"), max_length=60)

    class Meta:
        verbose_name = _("capability")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="capability_once"),
        ]

    def is_called(self, word: str) -> bool:
        """Whether the word is its code or one of its names, in small letters or capitals."""
        said = word.strip().casefold()
        return said in (one.casefold() for one in (self.code, self.name_zh, self.name_en))


class EquipmentQuerySet(models.QuerySet["Equipment"]):
    def visible_to(self, actor: "Actor") -> Self:
        """That a machine stands here is public; what it does is another question."""
        return self

    def catalogue(self) -> Self:
        """Machines as everyone may know them, in the board's order."""
        return self.select_related("area", "equipment_class").order_by(
            "area__position", "equipment_class__position", "tag"
        )

    def serving(self, now: datetime) -> Self:
        """Not those that are retired by then."""
        return self.serving_on(timezone.localdate(now))

    def serving_on(self, day: date) -> Self:
        return self.filter(Q(retired_from=None) | Q(retired_from__gt=day))

    def bookable_on(self, day: date) -> Self:
        return self.serving_on(day).filter(bookable=True)


class Equipment(Named, Retirable):
    """One machine. Its tag is unique in the installation; bookings lock this row.

    ``valid_until`` is there on rows that ``equipment.calibration`` has read.
    """

    valid_until: date | None

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="equipment")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="equipment")
    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="equipment"
    )
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    tag = models.SlugField(_("tag"), max_length=24, unique=True)
    size = models.CharField(_("size as printed"), max_length=24, blank=True)  # 300 L, 5 m²
    bookable = models.BooleanField(_("bookable"), default=True)
    capabilities = models.JSONField(_("capabilities"), default=list, blank=True)  # their codes
    max_containment = models.PositiveSmallIntegerField(
        _("highest containment"), choices=Containment, default=Containment.BL1_LS
    )
    original_value = models.DecimalField(
        _("original value (CNY)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    national_code = models.CharField(_("national code"), max_length=24, blank=True)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model_name = models.CharField(_("model"), max_length=80, blank=True)
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)
    out_of_service_since = models.DateTimeField(null=True, blank=True)
    out_of_service_until = models.DateTimeField(null=True, blank=True)  # None: nobody knows yet
    out_of_service_reason = models.CharField(max_length=200, blank=True)

    objects = models.Manager.from_queryset(EquipmentQuerySet)()

    class Meta:
        verbose_name = _("equipment")
        ordering = ["tag"]
        constraints = [
            known("max_containment", Containment, "equipment_containment_known"),
        ]

    def __str__(self) -> str:
        return f"{self.tag} {self.name}"

    def out_of_service_during(self, start: datetime, end: datetime) -> bool:
        """Whether the machine is known to be out of service at some instant of the span."""
        since, until = self.out_of_service_since, self.out_of_service_until
        return since is not None and since < end and (until is None or start < until)


class Utility(Named, Retirable):
    """Something that all machines share and that runs short: steam, air, cooling, operators."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="utilities")
    code = models.SlugField(_("code"), max_length=24, unique=True)
    unit = models.CharField(_("unit"), max_length=16)
    capacity = models.DecimalField(_("capacity"), max_digits=12, decimal_places=3)

    class Meta:
        verbose_name = _("utility")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=0), name="utility_capacity_positive"),
        ]


class ClassDemand(models.Model):
    """What a machine of the class draws from a utility in a phase of each booking.

    ``offset`` counts from the phase's start; ``length`` None means to the phase's end.
    """

    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="demands"
    )
    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="demands")
    phase = models.CharField(_("phase"), max_length=16, choices=UtilityPhase)
    offset = models.DurationField(_("offset"), default=timedelta)
    length = models.DurationField(_("length"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=3)

    class Meta:
        verbose_name = _("utility demand")
        constraints = [
            known("phase", UtilityPhase, "class_demand_phase_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="class_demand_positive"),
        ]
