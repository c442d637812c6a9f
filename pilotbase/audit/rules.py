"""Whether the database still keeps every rule that the models ask of it, the triggers above all."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from pilotbase.audit.integrity import Finding, checker
from pilotbase.core.constraints import AppendOnly, NoOverlap

_TRIGGERS = """SELECT t.tgname, c.relname, t.tgenabled, p.prosrc FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"""
_CONSTRAINTS = """SELECT c.relname, o.conname FROM pg_constraint o
    JOIN pg_class c ON c.oid = o.conrelid WHERE pg_table_is_visible(c.oid)
    UNION SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema()"""
_NAME = re.compile(r'CREATE TRIGGER "?(\w+)', re.IGNORECASE)
_NAMED = re.compile(r'CONSTRAINT "(\w+)"')
_ALWAYS = "fires always and refuses"


class Standing(NamedTuple):
    """What the database has: triggers with what they do, and constraints; ``table.name``."""

    triggers: dict[str, str]
    constraints: set[str]


@checker("rules of the database")
def check_rules() -> Iterator[Finding]:
    """A trigger or constraint that is gone, switched off, or does something else."""
    standing = _on_postgres() if connection.vendor == "postgresql" else _on_sqlite()
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield from _of_table(model, standing)


def _of_table(model: type[models.Model], standing: Standing) -> Iterator[Finding]:
    for rule in model._meta.constraints:
        for name, expected in _expected(rule, model).items():
            what = f"{model._meta.db_table}.{name}"
            found = standing.triggers.get(what)
            if found is None:
                yield Finding("rule", what, _("the trigger is missing"))
            elif found != expected:
                yield Finding("rule", what, _("the trigger does not do its work"))
        what = f"{model._meta.db_table}.{rule.name}"
        if not _is_triggers(rule) and what not in standing.constraints:
            yield Finding("rule", what, _("the constraint is missing"))


def _is_triggers(rule: models.BaseConstraint) -> bool:
    """PostgreSQL keeps apart what overlaps by a constraint, SQLite by triggers."""
    on_sqlite = connection.vendor == "sqlite"
    return isinstance(rule, AppendOnly) or (on_sqlite and isinstance(rule, NoOverlap))


def _expected(rule: models.BaseConstraint, model: type[models.Model]) -> dict[str, str]:
    """The triggers that the rule puts up, by name, with what they do."""
    if not _is_triggers(rule):
        return {}
    if connection.vendor == "postgresql":
        return {rule.name: _ALWAYS}
    editor: Any = connection.SchemaEditorClass(connection)
    raised = rule.raised(model, editor)  # type: ignore[attr-defined]
    return {name[1]: _bare(sql) for sql in map(str, raised) if (name := _NAME.match(sql))}


def _on_sqlite() -> Standing:
    standing = Standing({}, set())
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, table, name, sql in cursor.fetchall():
            if kind == "trigger":
                standing.triggers[f"{table}.{name}"] = _bare(sql)
            names = _NAMED.findall(sql) if kind == "table" else [name]
            standing.constraints.update(f"{table}.{each}" for each in names)
    return standing


def _on_postgres() -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        triggers = {
            f"{table}.{name}": _ALWAYS if enabled == "A" and "RAISE EXCEPTION" in body else ""
            for name, table, enabled, body in cursor.fetchall()
        }
        cursor.execute(_CONSTRAINTS)
        return Standing(triggers, {f"{table}.{name}" for table, name in cursor.fetchall()})


def _bare(sql: str) -> str:
    return re.sub(r'[\s"`]+', " ", sql).strip().casefold()
