"""Who is told that a report is issued."""

import pytest

from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import Notice
from samples.events import ReportIssued
from samples.models import Report
from tests.people import Cast
from tests.permissions.world import World, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world() -> World:
    return a_world()


def test_the_client_is_told_and_nobody_else(world: World) -> None:
    told = Notice.objects.filter(kind="report_issued")
    assert {row.user.email for row in told} == {"lin@demo.test"}  # who asked for its tests
    assert {row.text for row in told} == {
        f"Report {world['issued']} is issued: you can read and download it."
    }


def test_where_none_of_the_client_asked_all_of_it_are_told(world: World) -> None:
    cast: Cast = world.cast
    report = Report.objects.get(number=world["issued"])
    for result in report.results.all():
        result.request.requested_by = cast.technician
        result.request.save()
    Notice.objects.all().delete()
    verb(emit)(ReportIssued(report.pk))
    told = Notice.objects.values_list("user", flat=True)
    assert set(told) == {cast.lin.pk, cast.chen.pk}
