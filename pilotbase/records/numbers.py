"""The next number of a kind: B-2026-000123, S-2026-00017.

Locked last in a verb, since everyone who creates waits here. A refused verb gives its number back
with everything else it rolled back, so a kind that only verbs number has no gaps.
"""

from django.db import connection

from pilotbase.records.models import NumberSequence

_TABLE = NumberSequence._meta.db_table
# One statement, the same on both databases: begin the sequence or go on with it.
_NEXT = f"""INSERT INTO {_TABLE} (kind, scope, last) VALUES (%s, %s, %s)
    ON CONFLICT (kind, scope) DO UPDATE SET last = {_TABLE}.last + excluded.last
    RETURNING last"""  # noqa: S608  (the table's name is ours)


def next_number(kind: str, scope: str) -> int:
    """One more than the last. Atomic among processes, on both databases."""
    return next_numbers(kind, scope, 1)[0]


def next_numbers(kind: str, scope: str, count: int) -> range:
    """The next ``count`` numbers at once: for a delivery of many samples."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [kind, scope, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
