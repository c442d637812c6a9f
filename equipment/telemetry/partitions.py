"""Readings by the month: PostgreSQL keeps each month in a table of its own.

A month's table is made before the month comes. What arrives for a month without one is kept in
the default partition, and moves out of it when its month is made; so nothing is ever refused.
"""

from datetime import UTC, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection, migrations, transaction
from django.db.backends.utils import CursorWrapper

from pilotbase.core import clock

TABLE = "equipment_reading"
DEFAULT = f"{TABLE}_default"
AHEAD = 3  # months


class CreateByMonth(migrations.CreateModel):
    """``CreateModel`` for a table keyed by ``(…, at)``: partitioned by it on PostgreSQL.

    On SQLite the key is the table (WITHOUT ROWID), as there is nothing else in a row.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        on_postgres = schema_editor.connection.vendor == "postgresql"
        plain = type(schema_editor).sql_create_table
        how = ' PARTITION BY RANGE ("at")' if on_postgres else " WITHOUT ROWID"
        schema_editor.sql_create_table = plain + how
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        del schema_editor.sql_create_table
        if on_postgres:
            table = to_state.apps.get_model(app_label, self.name)._meta.db_table
            schema_editor.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")


def make_coming_months(ahead: int = AHEAD) -> list[str]:
    """Make this month's partition and those of the next ones. Returns the tables that are new."""
    if connection.vendor != "postgresql":
        return []
    now = clock.now().astimezone(UTC)
    this = datetime(now.year, now.month, 1, tzinfo=UTC)
    months = [this + relativedelta(months=n) for n in range(ahead + 1)]
    return [name for month in months if (name := _make(month))]


def partitions() -> list[str]:
    """The tables that hold readings, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
            " ORDER BY 1",
            [TABLE],
        )
        return [name for (name,) in cursor.fetchall()]


def _make(month: datetime) -> str | None:
    name = f"{TABLE}_y{month:%Ym%m}"
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: two workers may begin the same month together.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone() != (None,):
            return None
        _attach(cursor, name, month)
    return name


def _attach(cursor: CursorWrapper, name: str, month: datetime) -> None:
    """Fill the new table with what waits for it in the default one, then hang it in."""
    start, end = month.isoformat(), (month + relativedelta(months=1)).isoformat()
    cursor.execute(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    # The names are our own constants; what has a value goes as a parameter.
    moving = f"DELETE FROM {DEFAULT} WHERE at >= %s AND at < %s RETURNING *"  # noqa: S608
    cursor.execute(f"WITH moved AS ({moving}) INSERT INTO {name} SELECT * FROM moved", [start, end])  # noqa: S608
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')"
    )
