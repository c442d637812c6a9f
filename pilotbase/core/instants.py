"""Reads instants as whole microseconds since 1970, UTC: where thousands are summed or drawn.

A database hands over a number in a tenth of the time of a datetime with its zone, and numbers
compare and subtract as exactly.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DurationField, Func
from django.db.models.sql.compiler import SQLCompiler

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class Microseconds(Func):
    """``Microseconds("start")``: a column of instants, or of lengths, as numbers; NULL stays."""

    arity = 1
    output_field = BigIntegerField()
    template = "(extract(epoch from %(expressions)s) * 1000000)::bigint"

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        """None: what comes is a number already, and to ask each whether it is costs as much."""
        return []

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """Django writes ``2026-07-01 04:20:30`` and, where there is one, a fraction of six digits.

        The fraction is taken by itself, since ``strftime`` rounds to milliseconds.
        """
        source = self.source_expressions[0]
        sql, params = compiler.compile(source)
        if isinstance(source.output_field, DurationField):  # a number already
            return sql, params
        whole = f"strftime('%%s', substr({sql}, 1, 19)) * 1000000"
        return f"({whole} + CAST(substr({sql}, 21, 6) AS INTEGER))", (*params, *params)


def number(at: datetime) -> int:
    """The instant as its microseconds."""
    return (at - EPOCH) // MICROSECOND


def instant(microseconds: int) -> datetime:
    return EPOCH + microseconds * MICROSECOND
