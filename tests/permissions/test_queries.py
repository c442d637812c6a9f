"""A list asks the database as often for twenty rows as for one: each page and operation."""

from typing import Any, Final

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests.permissions.doors import TABLE, call, undone
from tests.permissions.lines import Line
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.either]
LISTS: Final = [line for line in TABLE if line.method == "GET" and not line.path]
# What the lists are of; a row is copied with its parts.
COPIED: Final = {
    "equipment.TrainingSession": (),
    "equipment.EquipmentQualification": (),
    "equipment.MaintenancePlan": (),
    "equipment.FaultReport": ("notes",),
    "equipment.HelpThread": ("messages",),
    "bookings.Series": (),
    "bookings.Booking": ("stages",),
    "bookings.WaitEntry": (),
    "bookings.Charge": (),
    "samples.Sample": (),
    "samples.Worksheet": (),
    "samples.Report": (),
    "intake.Enquiry": (),
    "notifications.Notice": (),
    "notifications.CalendarFeed": (),
    "accounts.Project": (),
    "accounts.ApiToken": (),
    "audit.AuditEntry": (),
}


def copied(row: Model, n: int, **changed: Any) -> Model:
    """The same once more, under another number where one is its own."""
    new = type(row)._base_manager.get(pk=row.pk)
    new.pk, new._state.adding = None, True
    for field in new._meta.concrete_fields:
        was = getattr(new, field.attname)
        if field.unique and isinstance(was, str):
            changed.setdefault(field.attname, f"{was[:3]}{n:05}")
    for name, value in changed.items():
        setattr(new, name, value)
    type(row)._base_manager.bulk_create([new])
    return new


def twenty() -> None:
    for name, parts in COPIED.items():
        row = apps.get_model(name)._base_manager.order_by("pk").last()
        assert row is not None, name
        for n in range(19):
            new = copied(row, n)
            for part in parts:
                owner = row._meta.get_field(part).field.name
                for one in getattr(row, part).all():
                    copied(one, n, **{owner: new})


def asked(world: World, caller: str, line: Line) -> int:
    with CaptureQueriesContext(connection) as queries:
        call(world, caller, line)
    return len(queries)


@pytest.mark.parametrize("caller", ["lin", "manager", "reviewer", "finance"])
def test_lists_ask_as_often_for_twenty_rows(world: World, caller: str) -> None:
    lists = [line for line in LISTS if caller in line.may]
    for line in lists:
        call(world, caller, line)  # what is read once by a process is read now
    with undone():
        first = [asked(world, caller, line) for line in lists]
        twenty()
        then = [asked(world, caller, line) for line in lists]
    grown = {str(line): (a, b) for line, a, b in zip(lists, first, then, strict=True) if b > a}
    assert not grown
