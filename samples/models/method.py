"""Test methods: editions, analytes with their units and limits, and who may do what."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.models import Facility, Named, Retirable, User
from pilotbase.core.constraints import known
from samples.choices import DecisionRule, Meaning, ResultKind


class TestMethodQuerySet(models.QuerySet["TestMethod"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=day),
            Q(retired_from=None) | Q(retired_from__gt=day),
            valid_from__lte=day,
        )


class TestMethod(Named, Retirable):
    """One edition of a method. A later edition is another row with the same code."""

    __test__ = False  # not a case for pytest

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="methods")
    code = models.CharField(_("code"), max_length=32)
    edition = models.CharField(_("edition"), max_length=40)
    standard = models.CharField(_("standard"), max_length=160, blank=True)  # Ch.P 0512
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    price = models.DecimalField(_("price (CNY)"), max_digits=10, decimal_places=2)
    turnaround_days = models.PositiveSmallIntegerField(_("turnaround (working days)"), default=2)
    accredited = models.BooleanField(_("in the scope of accreditation"), default=False)

    objects = models.Manager.from_queryset(TestMethodQuerySet)()

    class Meta:
        verbose_name = _("test method")
        ordering = ["code", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="test_method_once"),
        ]


class Analyte(Named):
    """What a method measures. ``uncertainty`` is U, relative (%) or absolute, at ``k``."""

    method = models.ForeignKey(TestMethod, on_delete=models.PROTECT, related_name="analytes")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=ResultKind, default=ResultKind.NUMBER)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2)
    lod = models.DecimalField(_("LOD"), max_digits=18, decimal_places=9, null=True, blank=True)
    loq = models.DecimalField(_("LOQ"), max_digits=18, decimal_places=9, null=True, blank=True)
    uncertainty = models.DecimalField(
        _("expanded uncertainty"), max_digits=18, decimal_places=9, null=True, blank=True
    )
    uncertainty_relative = models.BooleanField(_("uncertainty in percent"), default=True)
    coverage = models.DecimalField(
        _("coverage factor k"), max_digits=4, decimal_places=2, default=Decimal(2)
    )
    limit_low = models.DecimalField(
        _("lower limit"), max_digits=18, decimal_places=9, null=True, blank=True
    )
    limit_high = models.DecimalField(
        _("upper limit"), max_digits=18, decimal_places=9, null=True, blank=True
    )
    limit_source = models.CharField(_("source of the limits"), max_length=160, blank=True)
    decision_rule = models.CharField(
        _("decision rule"), max_length=16, choices=DecisionRule, default=DecisionRule.SIMPLE
    )

    class Meta:
        verbose_name = _("analyte")
        ordering = ["position", "pk"]
        constraints = [
            known("kind", ResultKind, "analyte_kind_known"),
            known("decision_rule", DecisionRule, "analyte_rule_known"),
            models.UniqueConstraint(fields=["method", "code"], name="analyte_once"),
        ]


class MethodAuthorisation(models.Model):
    """A person may do this with that method: test, review or approve, within these days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="authorisations")
    method = models.ForeignKey(TestMethod, on_delete=models.PROTECT, related_name="authorisations")
    meaning = models.CharField(_("may"), max_length=8, choices=Meaning)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("method authorisation")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "method", "meaning", "since"], name="method_authorisation_once"
            ),
        ]
