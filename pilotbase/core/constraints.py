"""Rules that the database itself keeps, on PostgreSQL and on SQLite alike.

They stand in ``Meta.constraints`` like Django's own, so that one migration makes them, undoes
them, and puts SQLite's triggers back when Django rebuilds a table (which drops them in silence).
"""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import IntegrityError, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Func, Q, Value

_NUMBERS, _INSTANTS = BigIntegerRangeField(), DateTimeRangeField()


def violated(error: IntegrityError) -> str:
    """Which named constraint refused: the same name on both databases."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return (diagnosis and diagnosis.constraint_name) or str(error).rpartition(": ")[2]


class NoOverlap(ExclusionConstraint):
    """No two active rows of one ``owner`` share an instant of ``[start, end)``.

    PostgreSQL: an exclusion constraint; the owner as a one-element range needs no btree_gist.
    SQLite: triggers. As active rows never overlap, the last one that starts before our end is the
    only one that can reach past our start: one step in the index, however long the history.
    """

    _trigger = """CREATE TRIGGER %(rule)s_%(event)s BEFORE %(event)s ON %(table)s
        WHEN NEW.%(active)s AND (SELECT other.%(end)s FROM %(table)s other
        WHERE other.%(owner)s = NEW.%(owner)s AND other.%(active)s AND other.id IS NOT NEW.id
          AND other.%(start)s < NEW.%(end)s
        ORDER BY other.%(start)s DESC LIMIT 1) > NEW.%(start)s
        BEGIN SELECT RAISE(ABORT, '%(rule)s'); END"""

    def __init__(self, *, name: str, owner: str, active: str, start: str, end: str) -> None:
        self.owner, self.active, self.start, self.end = owner, active, start, end
        one = Func(owner, owner, Value("[]"), function="int8range", output_field=_NUMBERS)
        span = Func(start, end, function="tstzrange", output_field=_INSTANTS)
        super().__init__(
            name=name,
            expressions=[(one, RangeOperators.OVERLAPS), (span, RangeOperators.OVERLAPS)],
            condition=Q(**{active: True}),
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, _ = super().deconstruct()
        fields = {n: getattr(self, n) for n in ("name", "owner", "active", "start", "end")}
        return path, args, fields

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return super().constraint_sql(model, schema_editor)
        schema_editor.deferred_sql.extend(self.raised(model, schema_editor))
        return None

    def raised(self, model: type[models.Model], editor: Editor) -> list[Statement]:
        """SQLite's triggers."""
        names = ("owner", "active", "start", "end")
        columns = _columns(model, [getattr(self, name) for name in names])
        parts = dict(zip(names, map(editor.quote_name, columns), strict=True))
        table = Table(model._meta.db_table, editor.quote_name)
        return [
            Statement(self._trigger, table=table, rule=self.name, event=event, **parts)
            for event in ("INSERT", "UPDATE")
        ]

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """The ledger asks under lock, and the database at the end; forms do not."""


class AppendOnly(models.BaseConstraint):
    """Rows may be added, and neither changed nor removed, by anyone, the owner included.

    ``key`` is the row's own unique name: SQLite's INSERT OR REPLACE fires no DELETE trigger.
    """

    _function = """CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = TG_ARGV[0], CONSTRAINT = TG_ARGV[0]; END $$"""
    _postgres = """CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE OR TRUNCATE ON %(table)s
        FOR EACH STATEMENT EXECUTE FUNCTION append_only('%(name)s')"""
    # Not even a session that plays replica may pass.
    _always = "ALTER TABLE %(table)s ENABLE ALWAYS TRIGGER %(name)s"
    _sqlite = """CREATE TRIGGER %(name)s_%(event)s BEFORE %(event)s ON %(table)s
        BEGIN SELECT RAISE(ABORT, '%(name)s'); END"""
    _replace = """CREATE TRIGGER %(name)s_replace BEFORE INSERT ON %(table)s
        WHEN EXISTS (SELECT 1 FROM %(table)s old WHERE old.%(pk)s = NEW.%(pk)s OR (%(same)s))
        BEGIN SELECT RAISE(ABORT, '%(name)s'); END"""

    def __init__(self, *, name: str, key: Sequence[str]) -> None:
        self.key = tuple(key)
        super().__init__(name=name)

    def __eq__(self, other: object) -> bool:
        """Two of one name and key are the same rule: or each check would want a migration."""
        return isinstance(other, AppendOnly) and (self.name, self.key) == (other.name, other.key)

    def __hash__(self) -> int:
        return hash((self.name, self.key))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "key": self.key}

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.extend(self.raised(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        for statement in self.raised(model, schema_editor):
            schema_editor.execute(statement, None)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        for statement in self.lifted(model, schema_editor):
            schema_editor.execute(statement, None)

    def raised(self, model: type[models.Model], editor: Editor) -> list[Statement | str]:
        """The statements that put the rule up; tests flush between ``lifted`` and these."""
        table = Table(model._meta.db_table, editor.quote_name)
        if editor.connection.vendor == "postgresql":
            templates = [self._postgres, self._always]
            return [self._function, *(Statement(t, table=table, name=self.name) for t in templates)]
        same = " AND ".join(f"old.{c} = NEW.{c}" for c in _columns(model, self.key))
        events = [Statement(self._sqlite, table=table, name=self.name, event=e) for e in _CHANGES]
        pk = str(model._meta.pk.column)
        replace = Statement(self._replace, table=table, name=self.name, same=same, pk=pk)
        return [*events, replace]

    def lifted(self, model: type[models.Model], editor: Editor) -> list[str]:
        table = editor.quote_name(model._meta.db_table)
        if editor.connection.vendor == "postgresql":
            return [f"DROP TRIGGER IF EXISTS {self.name} ON {table}"]
        return [f"DROP TRIGGER IF EXISTS {self.name}_{event}" for event in (*_CHANGES, "replace")]

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """A row is valid as it is; only changing it is not."""


_CHANGES = ("update", "delete")


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    fields = (cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names)
    return [str(field.column) for field in fields]


def known(field: str, choices: type[models.TextChoices | models.IntegerChoices], name: str) -> Any:
    """A value outside the enum is refused, whoever writes it."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)
