"""The rules of the house as data: what holds now, every version, and what was set aside."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.choices import RuleScope
from bookings.models.booking import Booking
from equipment.models import Area, Equipment, EquipmentClass
from pilotbase.accounts.models import Facility
from pilotbase.core.constraints import AppendOnly

_ONE_OF = ("of_facility", "area", "equipment_class", "machine")


def _only(name: str) -> Q:
    return Q(**{f"{one}__isnull": one != name for one in _ONE_OF})


class RuleSet(models.Model):
    """What one place says of its bookings now. The narrower one speaks over the wider.

    ``said`` is a document: what ``bookings.schemas.rules.HouseRules`` keeps of it. A booking reads
    all that concern it in the query that reads its prices.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rule_sets")
    of_facility = models.OneToOneField(
        Facility, null=True, on_delete=models.PROTECT, related_name="booking_rules"
    )
    area = models.OneToOneField(
        Area, null=True, on_delete=models.PROTECT, related_name="booking_rules"
    )
    equipment_class = models.OneToOneField(
        EquipmentClass, null=True, on_delete=models.PROTECT, related_name="booking_rules"
    )
    machine = models.OneToOneField(
        Equipment, null=True, on_delete=models.PROTECT, related_name="booking_rules"
    )
    said = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rules of booking")
        constraints = [
            models.CheckConstraint(
                condition=_only("of_facility")
                | _only("area")
                | _only("equipment_class")
                | _only("machine"),
                name="rule_set_of_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope.label} {self.name}"

    @property
    def scope(self) -> RuleScope:
        for scope in RuleScope:
            if getattr(self, f"{self.attribute(scope)}_id") is not None:
                return scope
        raise ValueError("a rule set of no place")

    @property
    def name(self) -> str:
        """The place's code, or the machine's tag."""
        place = getattr(self, self.attribute(self.scope))
        return str(getattr(place, "tag", None) or place.code)

    @staticmethod
    def attribute(scope: RuleScope) -> str:
        """The column that holds the place of this scope."""
        return {"facility": "of_facility", "class": "equipment_class"}.get(scope, scope.value)


class RuleVersion(models.Model):
    """What a place once said of its bookings: who said it, when, and why. Never changed."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("version of rules")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "version"], name="rule_version_once"),
            AppendOnly(name="rule_version_append_only", key=["rule_set", "version"]),
        ]


class Override(models.Model):
    """Rules that someone who may has set aside for a booking, once: which, who, when, and why."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="overrides")
    verb = models.CharField(max_length=24)
    codes = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("override")
        ordering = ["pk"]
        constraints = [AppendOnly(name="override_append_only", key=["id"])]
