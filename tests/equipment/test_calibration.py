"""Until when a machine may be used."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.actions.save_plan import retire_plan, save_plan
from equipment.calibration import valid_until, with_validity
from equipment.models import Equipment
from pilotbase.core import clock
from tests.equipment.conftest import NOON
from tests.equipment.test_save_plan import said
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_the_first_that_lapses_counts(plant: Plant, cast: Cast) -> None:
    quality = cast.actor("quality")
    with clock.at(NOON):
        save_plan(quality, said(due_on="2027-03-01"))
        first = save_plan(quality, said(code="VESSEL", kind="inspection", due_on="2027-01-31"))
        save_plan(quality, said(code="OIL", kind="maintenance", due_on="2026-01-01"))
        save_plan(quality, said(code="SKID", equipment="DSC-1", due_on="2026-06-01"))
        machines = [plant.br300, plant.br300_2, plant.dsc]
        rows = with_validity(Equipment.objects.filter(tag__in=[row.tag for row in machines]))
        with CaptureQueriesContext(connection) as queries:
            found = {row.tag: row.valid_until for row in rows}
        assert len(queries) == 1
        assert found == {
            "BR300-1": date(2027, 1, 31),
            "BR300-2": None,
            "DSC-1": date(2026, 6, 1),
        }
        assert [valid_until(row) for row in machines] == [found[row.tag] for row in machines]
        retire_plan(quality, first.code, first.version, date(2026, 11, 25))
        assert valid_until(plant.br300) == date(2027, 3, 1)
        Equipment.objects.filter(pk=plant.br300.pk).update(retired_from=date(2026, 11, 25))
        assert valid_until(plant.br300) is None
