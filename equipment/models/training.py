"""Who may work on machines of a class, and the sessions in which people learn it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from equipment.choices import EnrolmentStatus, QualificationLevel, TrainingStatus
from equipment.models.plant import EquipmentClass
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core.constraints import known

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


def _own(actor: "Actor") -> Q:
    """Her own rows, and those of the organisation she acts for."""
    own = Q(user=actor.person_id)
    return own | Q(organisation=actor.organisation_id) if actor.organisation_id else own


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Tenants may learn at any plant; its staff have their own plant's before them."""
        if actor.runs_everything:
            return self
        if not actor.is_signed_in:
            return self.none()
        if actor.facility is not None:
            return self.filter(equipment_class__facility=actor.facility)
        return self if actor.organisation_id else self.none()

    def to_come(self, now: datetime) -> Self:
        return self.filter(status=TrainingStatus.PLANNED, starts_at__gt=now)


class TrainingSession(models.Model):
    """People learn to work on machines of a class; ``taken`` of its ``places`` are given."""

    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="trainings"
    )
    level = models.CharField(_("leads to"), max_length=16, choices=QualificationLevel)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=120)
    places = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("what to know"), max_length=500, blank=True)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        _("status"), max_length=16, choices=TrainingStatus, default=TrainingStatus.PLANNED
    )
    reason = models.CharField(max_length=300, blank=True)  # why it was cancelled
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(TrainingSessionQuerySet)()

    class Meta:
        verbose_name = _("training session")
        ordering = ["starts_at", "pk"]
        constraints = [
            known("level", QualificationLevel, "training_level_known"),
            known("status", TrainingStatus, "training_status_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="training_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")), name="training_places_suffice"
            ),
        ]

    @property
    def facility_id(self) -> int:
        return self.equipment_class.facility_id

    @property
    def left(self) -> int:
        """How many places are still free."""
        return self.places - self.taken


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, actor: "Actor") -> Self:
        if actor.runs_everything:
            return self
        if actor.reads(Permission.SEE_PLANT):
            return self.filter(session__equipment_class__facility=actor.facility)
        return self.filter(_own(actor)) if actor.is_signed_in else self.none()

    def holding_a_place(self) -> Self:
        return self.exclude(status=EnrolmentStatus.WITHDRAWN)


class Enrolment(models.Model):
    """A person's place in a session, and what came of it."""

    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="enrolments"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("status"), max_length=16, choices=EnrolmentStatus)
    enrolled_at = models.DateTimeField()
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("remark"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(EnrolmentQuerySet)()

    class Meta:
        verbose_name = _("enrolment")
        ordering = ["pk"]
        constraints = [
            known("status", EnrolmentStatus, "enrolment_status_known"),
            models.UniqueConstraint(fields=["session", "user"], name="enrolment_once"),
        ]

    @property
    def facility_id(self) -> int:
        return self.session.facility_id


class EquipmentQualificationQuerySet(models.QuerySet["EquipmentQualification"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Her own and her organisation's; the staff those for the machines of their plant."""
        if actor.runs_everything:
            return self
        if actor.reads(Permission.SEE_PLANT):
            return self.filter(equipment_class__facility=actor.facility)
        return self.filter(_own(actor)) if actor.is_signed_in else self.none()

    def holding_on(self, day: date) -> Self:
        """Those that hold on that day: both its ends belong to them, the day of revoking not."""
        stands = Q(revoked_on=None) | Q(revoked_on__gt=day)
        return self.filter(stands, valid_from__lte=day, valid_until__gte=day)


class EquipmentQualification(models.Model):
    """A person may work on machines of a class, alone or beside an operator, in these days.

    To qualify again is a new row: what held on the day of an old run can still be seen.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="qualifications"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="qualifications"
    )
    session = models.ForeignKey(
        TrainingSession, null=True, on_delete=models.PROTECT, related_name="qualifications"
    )
    level = models.CharField(_("level"), max_length=16, choices=QualificationLevel)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))  # the last day
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assessed_at = models.DateTimeField()
    note = models.CharField(_("remark"), max_length=300, blank=True)
    revoked_on = models.DateField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(EquipmentQualificationQuerySet)()

    class Meta:
        verbose_name = _("qualification")
        ordering = ["-valid_until", "-pk"]
        constraints = [
            known("level", QualificationLevel, "qualification_level_known"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="qualification_days_ordered"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "equipment_class"], name="qualification_by_person"),
        ]

    @property
    def facility_id(self) -> int:
        return self.equipment_class.facility_id

    def holds_on(self, day: date) -> bool:
        stands = self.revoked_on is None or day < self.revoked_on
        return stands and self.valid_from <= day <= self.valid_until
