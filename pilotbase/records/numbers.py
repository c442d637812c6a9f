"""The next number of a kind: B-2026-000123, S-2026-00017.

Locked last in a verb, since everyone who creates waits here. A refused verb gives its number back
with everything else it rolled back, so a kind that only verbs number has no gaps.
"""

from django.db import IntegrityError, transaction
from django.db.models import F

from pilotbase.records.models import NumberSequence


def next_number(kind: str, scope: str) -> int:
    """One more than the last. Atomic among processes, on both databases."""
    return next_numbers(kind, scope, 1)[0]


def next_numbers(kind: str, scope: str, count: int) -> range:
    """The next ``count`` numbers at once: for a delivery of many samples."""
    row = NumberSequence.objects.filter(kind=kind, scope=scope)
    if not row.update(last=F("last") + count):
        try:
            with transaction.atomic():
                NumberSequence.objects.create(kind=kind, scope=scope, last=count)
        except IntegrityError:  # someone began the sequence first
            row.update(last=F("last") + count)
    last = row.values_list("last", flat=True).get()
    return range(last - count + 1, last + 1)
