"""The ledger's rows: who has which machine when, and who draws how much of what."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from bookings.choices import OccupationKind
from bookings.models.booking import Stage
from equipment.models import Equipment, Utility
from pilotbase.accounts.models import Organisation
from pilotbase.core.constraints import NoOverlap, known
from pilotbase.core.timespan import Span

LONGEST_DRAW = timedelta(days=7)


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def standing(self, now: datetime) -> Self:
        """What takes a machine's time, whether or not someone has settled it yet."""
        return self.filter(Q(lapses_at=None) | Q(lapses_at__gt=now), active=True)

    def lapsed(self, now: datetime) -> Self:
        return self.filter(active=True, lapses_at__lte=now)

    def within(self, span: Span) -> Self:
        return self.filter(start__lt=span.end, end__gt=span.start)


class Occupation(models.Model):
    """One row for each span during which a machine is taken. Only ``ledger`` and
    ``overruns`` write it."""

    machine = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="occupations")
    stage = models.ForeignKey(
        Stage, null=True, on_delete=models.PROTECT, related_name="occupations"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=OccupationKind)
    start = models.DateTimeField()
    end = models.DateTimeField()
    active = models.BooleanField(default=True)
    lapses_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    objects = models.Manager.from_queryset(OccupationQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="occupation_ends_after_start"
            ),
            known("kind", OccupationKind, "occupation_kind_known"),
            NoOverlap(
                name="occupation_overlap",
                owner="machine",
                active="active",
                start="start",
                end="end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["machine", "start"], condition=Q(active=True), name="occupation_timeline"
            ),
            models.Index(
                fields=["start", "end"], condition=Q(active=True), name="occupation_window"
            ),
            models.Index(
                fields=["lapses_at"],
                condition=Q(active=True, lapses_at__isnull=False),
                name="occupation_lapsing",
            ),
        ]

    @property
    def span(self) -> Span:
        return Span.model_construct(start=self.start, end=self.end)


class UtilityDraw(models.Model):
    """What an occupation takes from a utility, and when. It counts while the occupation does.

    A row is at most ``LONGEST_DRAW`` long (a longer draw is several rows), so that the index
    finds those of a span without reading all that ever was.
    """

    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="draws")
    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="draws")
    amount = models.DecimalField(max_digits=12, decimal_places=3)
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="draw_ends_after_start"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="draw_amount_positive"),
        ]
        indexes = [models.Index(fields=["utility", "start"], name="draw_timeline")]
