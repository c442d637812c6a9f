"""Who there is: the facility, organisations, people, what they may, and their projects."""

import uuid
from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar, Final, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.choices import (
    STAFF_ROLES,
    TENANT_ROLES,
    Containment,
    Language,
    OrganisationKind,
    PriceClass,
    ProductField,
    ProjectStatus,
    Role,
    ServiceType,
    SolventClass,
)
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import LONGEST_STEP, ProjectLimits

if TYPE_CHECKING:
    from pilotbase.accounts.actor import Actor


class Named(models.Model):
    """Master data that people read in their own language."""

    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Retirable(models.Model):
    """Master data is never deleted: from a day on it is no longer offered."""

    retired_from = models.DateField(_("retired from"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def serves_on(self, day: date) -> bool:
        return self.retired_from is None or day < self.retired_from


STEP_DAYS: Final = (
    *("answer_days", "agreement_days", "declaration_days", "review_days", "opening_days"),
)


class Facility(Named, Retirable):
    code = models.SlugField(_("code"), max_length=16, unique=True)
    address_zh = models.CharField(_("Chinese address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    lab_name_zh = models.CharField(_("Chinese name of the laboratory"), max_length=120, blank=True)
    lab_name_en = models.CharField(_("English name of the laboratory"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    opens_at = models.TimeField(_("opens at"), default=time(0, 0))
    closes_at = models.TimeField(_("closes at"), default=time(0, 0))  # 00:00 is midnight's end
    working_weekdays = models.CharField(_("working weekdays"), max_length=7, default="12345")
    staffed_from = models.TimeField(_("staffed from"), default=time(8, 0))
    staffed_until = models.TimeField(_("staffed until"), default=time(20, 0))
    # Working days, by the facility's calendar, that each step of an enquiry may take.
    answer_days = models.PositiveSmallIntegerField(
        _("an enquiry is answered within (working days)"), default=3
    )
    agreement_days = models.PositiveSmallIntegerField(
        _("agreements are accepted within (working days)"), default=10
    )
    declaration_days = models.PositiveSmallIntegerField(
        _("a strain is declared within (working days)"), default=10
    )
    review_days = models.PositiveSmallIntegerField(
        _("a strain is reviewed within (working days)"), default=10
    )
    opening_days = models.PositiveSmallIntegerField(
        _("a project is opened within (working days)"), default=3
    )

    class Meta:
        verbose_name = _("facility")
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, LONGEST_STEP) for name in STEP_DAYS}),
                name="facility_step_days_make_sense",
            ),
        ]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)


class CalendarDay(models.Model):
    """A statutory holiday, or a make-up day (调休) on which the plant works all the same."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="calendar")
    day = models.DateField(_("day"))
    works = models.BooleanField(_("working day"))
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)

    class Meta:
        verbose_name = _("calendar day")
        constraints = [
            models.UniqueConstraint(fields=["facility", "day"], name="calendar_day_once"),
        ]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, actor: "Actor") -> Self:
        if actor.is_staff_member:
            return self
        return self.filter(pk=actor.organisation_id) if actor.organisation_id else self.none()


class Organisation(Named, Retirable):
    code = models.SlugField(_("code"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    in_park = models.BooleanField(_("in the park"), default=False)
    is_sme = models.BooleanField(_("small or medium enterprise"), default=False)
    price_class = models.CharField(
        _("price class"), max_length=16, choices=PriceClass, default=PriceClass.EXTERNAL
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)

    objects = models.Manager.from_queryset(OrganisationQuerySet)()

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(price_class__in=PriceClass.values), name="organisation_price_known"
            ),
        ]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **names: str) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **names)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, Named):
    """A person. What she may do stands in her memberships, never on this row."""

    email = models.EmailField(_("e-mail"), unique=True)
    person = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # opaque, in hashes
    salt = models.UUIDField(default=uuid.uuid4, editable=False)  # for the digest of her name
    language = models.CharField(
        _("language"), max_length=8, choices=Language, default=Language.ZH_HANS
    )
    post = models.CharField(_("post"), max_length=80, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")


class Membership(models.Model):
    """A role that a person holds in an organisation (tenant) or a facility (staff)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    facility = models.ForeignKey(
        Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)  # the first day without it

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    organisation__isnull=False, facility__isnull=True, role__in=TENANT_ROLES
                )
                | Q(organisation__isnull=True, facility__isnull=False, role__in=STAFF_ROLES),
                name="membership_role_fits_its_place",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "since"],
                condition=Q(organisation__isnull=False),
                name="membership_once_in_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "facility", "role", "since"],
                condition=Q(facility__isnull=False),
                name="membership_once_in_facility",
            ),
        ]


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: "Actor") -> Self:
        return actor.sees(self, Permission.SEE_BOOKINGS)


class Project(models.Model):
    """What an organisation wants to do here, and within which limits it was approved."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="projects"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=160)
    service_type = models.CharField(_("service type"), max_length=16, choices=ServiceType)
    product_field = models.CharField(_("product field"), max_length=16, choices=ProductField)
    containment = models.PositiveSmallIntegerField(_("containment"), choices=Containment)
    organism = models.CharField(_("organism"), max_length=120, blank=True)
    strain = models.CharField(_("strain"), max_length=120, blank=True)
    gmo = models.BooleanField(_("genetically modified"), default=False)
    solvent = models.CharField(
        _("solvents"), max_length=16, choices=SolventClass, default=SolventClass.NONE
    )
    status = models.CharField(
        _("status"), max_length=16, choices=ProjectStatus, default=ProjectStatus.DRAFT
    )
    approved_from = models.DateField(_("approved from"), null=True, blank=True)
    approved_until = models.DateField(_("approved until"), null=True, blank=True)
    limits = models.JSONField(_("limits"), default=dict, blank=True)  # schemas.ProjectLimits
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(ProjectQuerySet)()

    class Meta:
        verbose_name = _("project")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ProjectStatus.values), name="project_status_known"
            ),
            models.CheckConstraint(
                condition=Q(containment__in=Containment.values), name="project_containment_known"
            ),
            models.CheckConstraint(
                condition=Q(solvent__in=SolventClass.values), name="project_solvent_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def bounds(self) -> ProjectLimits:
        """How much it may book."""
        return ProjectLimits.model_validate(self.limits)

    def approved_on(self, day: date) -> bool:
        return (
            self.status == ProjectStatus.APPROVED
            and (self.approved_from is None or self.approved_from <= day)
            and (self.approved_until is None or day < self.approved_until)
        )


class ApiToken(models.Model):
    """A Bearer token: kept as a hash, held to its scopes, revocable."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT)
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")


class SigningPin(models.Model):
    """The second part of a signature, apart from the password, with its own lock-out."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="signing_pin")
    hash = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signing PIN")
