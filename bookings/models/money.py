"""Rates, and the ledger of what is owed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.choices import ChargeKind
from bookings.models.booking import Stage
from bookings.pricing import Factors
from equipment.choices import FeeUnit
from equipment.models import EquipmentClass
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.core.constraints import AppendOnly, known


class RateCardQuerySet(models.QuerySet["RateCard"]):
    def factors_on(self, day: date, facilities: Iterable[int]) -> dict[int, Factors]:
        """By facility those of its newest card that is valid on the day; absent without a card."""
        valid = self.filter(facility__in=set(facilities), valid_from__lte=day)
        in_order = valid.order_by("valid_from")
        rows = in_order.values_list("facility", "park_factor", "internal_factor")
        return {facility: Factors(*factors) for facility, *factors in rows}


class RateCard(models.Model):
    """The fee schedule from a day on. Its lines are the external prices; the factors make the
    park's and the internal ones."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rate_cards")
    valid_from = models.DateField(_("valid from"))
    park_factor = models.DecimalField(
        _("factor for park tenants"), max_digits=5, decimal_places=4, default=Decimal("0.8")
    )
    internal_factor = models.DecimalField(
        _("factor for internal use"), max_digits=5, decimal_places=4, default=Decimal("0.4")
    )
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager.from_queryset(RateCardQuerySet)()

    class Meta:
        verbose_name = _("rate card")
        constraints = [
            models.UniqueConstraint(fields=["facility", "valid_from"], name="rate_card_once"),
            models.CheckConstraint(
                condition=Q(park_factor__gte=0, internal_factor__gte=0),
                name="rate_card_factors_positive",
            ),
        ]


class RateLine(models.Model):
    """The external price of one started unit of a class's machine time."""

    card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="lines")
    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, related_name="rates"
    )
    unit = models.CharField(_("unit"), max_length=8, choices=FeeUnit)
    amount = models.DecimalField(_("price (CNY)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("rate")
        constraints = [
            known("unit", FeeUnit, "rate_line_unit_known"),
            models.UniqueConstraint(fields=["card", "equipment_class"], name="rate_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_line_positive"),
        ]


class CancelTerm(models.Model):
    """Who cancels at least ``notice`` before a machine is hers owes ``percent`` of its price.

    The longest notice that was given counts; what is shorter than all of them owes it all. Lines
    of a class stand in for the facility's; without any, cancelling costs nothing.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="cancel_terms")
    equipment_class = models.ForeignKey(
        EquipmentClass, null=True, on_delete=models.PROTECT, related_name="cancel_terms"
    )
    notice = models.DurationField(_("notice"))
    percent = models.PositiveSmallIntegerField(_("of the price, in percent"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cancel term")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "notice"],
                condition=Q(equipment_class=None),
                name="cancel_term_once",
            ),
            models.UniqueConstraint(
                fields=["equipment_class", "notice"], name="cancel_term_of_class_once"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="cancel_term_percent"),
        ]


class Charge(models.Model):
    """One line of what an organisation owes. Never changed: a correction is another line.

    What it has paid is a line below zero, of which there is one for each of its references.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="charges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="charges")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="charges")
    reference = models.CharField(max_length=40)  # the booking's or sample's number
    kind = models.CharField(max_length=16, choices=ChargeKind)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=16)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("charge")
        constraints = [
            known("kind", ChargeKind, "charge_kind_known"),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(kind=ChargeKind.MACHINE_TIME),
                name="charge_machine_time_once",
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(kind__in=[ChargeKind.CANCELLATION, ChargeKind.NO_SHOW]),
                name="charge_not_used_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=Q(kind=ChargeKind.PAYMENT),
                name="charge_payment_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChargeKind.PAYMENT) | Q(amount__lt=0),
                name="charge_payment_below_zero",
            ),
            AppendOnly(name="charge_append_only", key=["id"]),
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="charge_by_tenant")]
