"""A rule that someone took out of the database is missed."""

import pytest
from django.db import connection

from bookings.models import Occupation
from pilotbase.audit.rules import check_rules
from pilotbase.core.constraints import AppendOnly
from samples.models import CustodyEvent, Sample

pytestmark = pytest.mark.django_db
POSTGRES = connection.vendor == "postgresql"


def do(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_rule_stands() -> None:
    assert list(check_rules()) == []


def test_a_lifted_trigger_is_missed() -> None:
    editor = connection.SchemaEditorClass(connection)
    rule = next(r for r in CustodyEvent._meta.constraints if isinstance(r, AppendOnly))
    for statement in rule.lifted(CustodyEvent, editor):
        editor.execute(statement, None)
    names = {finding.what for finding in check_rules()}
    table = CustodyEvent._meta.db_table
    whole = {f"{table}.custody_append_only{e}" for e in ("_update", "_delete", "_replace")}
    assert names == ({f"{table}.custody_append_only"} if POSTGRES else whole)


def test_a_trigger_that_does_nothing_is_found_out() -> None:
    table, name = CustodyEvent._meta.db_table, "custody_append_only"
    if POSTGRES:
        do(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    else:
        name += "_update"
        do(f"DROP TRIGGER {name}")
        do(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
    (finding,) = check_rules()
    assert finding.what == f"{table}.{name}"


def test_a_function_that_lets_everything_pass_is_found_out() -> None:
    if not POSTGRES:
        return  # there a trigger is its own body
    do(
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$"
    )
    assert "custody_append_only" in {finding.what.split(".")[1] for finding in check_rules()}


def test_overlaps_that_nothing_keeps_apart_are_found_out() -> None:
    table = Occupation._meta.db_table
    if POSTGRES:
        do(f"ALTER TABLE {table} DROP CONSTRAINT occupation_overlap")
    else:
        do("DROP TRIGGER occupation_overlap_INSERT")
    (finding,) = check_rules()
    assert finding.what.startswith(f"{table}.occupation_overlap")


def test_a_dropped_constraint_is_missed() -> None:
    if POSTGRES:
        do(f"ALTER TABLE {Sample._meta.db_table} DROP CONSTRAINT sample_volume_positive")
        what = f"{Sample._meta.db_table}.sample_volume_positive"
    else:
        do("DROP INDEX test_request_once")
        what = "samples_testrequest.test_request_once"
    assert [finding.what for finding in check_rules()] == [what]
