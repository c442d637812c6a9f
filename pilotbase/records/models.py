"""What every app keeps about its own doings: answers already given, and the next number."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """The first answer to a call that creates, kept so that a repeated call changes nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    key = models.CharField(max_length=128)
    call = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="idempotency_key_once"),
        ]


class NumberSequence(models.Model):
    """The last number given of a kind within a scope, such as bookings of 2026."""

    kind = models.CharField(max_length=32)
    scope = models.CharField(max_length=32)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "scope"], name="number_sequence_once"),
        ]


class DueJob(models.Model):
    """When a job of the plant is due again. One row for each, so that one beat wins."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)


class Uptime(models.Model):
    """The plant's own jobs were at work for ``[start, end)``. Beats lengthen the newest."""

    start = models.DateTimeField(unique=True)
    end = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="uptime_forward"
            ),
        ]
        indexes = [models.Index(fields=["end"], name="uptime_by_end")]
