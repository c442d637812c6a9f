"""Until when a machine may be used."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.actions.save_plan import retire_plan, save_plan
from equipment.calibration import valid_until
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
        machines = [plant.br300.pk, plant.br300_2.pk, plant.dsc.pk]
        with CaptureQueriesContext(connection) as queries:
            found = valid_until(machines)
        assert len(queries) == 1
        assert found == {plant.br300.pk: date(2027, 1, 31), plant.dsc.pk: date(2026, 6, 1)}
        retire_plan(quality, first.code, first.version, date(2026, 11, 25))
        assert valid_until([plant.br300.pk]) == {plant.br300.pk: date(2027, 3, 1)}
        assert valid_until([]) == {}
