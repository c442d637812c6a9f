"""Who may watch a machine: the staff always, a tenant during her own run, nobody else."""

from datetime import datetime, timedelta

import pytest

from equipment import watching
from equipment.events import WatchChanged
from equipment.models import Alarm, CurrentState, RetentionHold
from equipment.watching import may_watch, watched
from pilotbase.accounts.actor import NOBODY, job
from pilotbase.core import clock
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.fixture
def granted(plant: Plant, cast: Cast) -> None:
    """Lin's startup from 0 to 10 and from 20 on, the competitor between."""
    watching.grant(plant.br300.pk, cast.startup.pk, at(0), "R-1", "first")
    watching.end_grant("R-1", at(10))
    watching.grant(plant.br300.pk, cast.rival.pk, at(12), "R-2", "theirs")
    watching.end_grant("R-2", at(18))
    watching.grant(plant.br300.pk, cast.startup.pk, at(20), "R-3", "second")


def test_a_tenant_sees_her_own_spans(plant: Plant, cast: Cast, granted: None) -> None:
    lin, eve = cast.actor("lin"), cast.actor("eve")
    assert [may_watch(lin, plant.br300, at(h)) for h in (-1, 0, 9.9, 10, 15, 20, 99)] == [
        *(False, True, True, False, False, True, True)
    ]
    assert watched(lin, plant.br300, at(5), at(30)) == [(at(5), at(10)), (at(20), at(30))]
    assert watched(eve, plant.br300, at(5), at(30)) == [(at(12), at(18))]
    assert watched(eve, plant.br300_2, at(5), at(30)) == []
    with clock.at(at(25)):
        assert may_watch(lin, plant.br300)
        assert not may_watch(eve, plant.br300)
        assert not may_watch(lin, plant.br300_2)


def test_staff_and_jobs_always_and_nobody_never(plant: Plant, cast: Cast, granted: None) -> None:
    for name in ("operator", "manager", "reviewer", "quality"):
        assert may_watch(cast.actor(name), plant.br300, at(5)), name
    for name in ("finance", "admin"):
        assert not may_watch(cast.actor(name), plant.br300, at(5)), name
    assert may_watch(job("x"), plant.br300, at(5))
    assert not may_watch(NOBODY, plant.br300, at(5))


def test_each_change_is_news_and_raises_the_versions(plant: Plant, cast: Cast) -> None:
    with heard(WatchChanged) as changes:
        watching.grant(plant.br300.pk, cast.startup.pk, at(0), "R-1", "")
        before = CurrentState.objects.get(pk=plant.br300.pk)
        watching.end_grant("R-1", at(1))
        watching.end_grant("R-1", at(2))
    after = CurrentState.objects.get(pk=plant.br300.pk)
    assert [change.organisation_id for change in changes] == [cast.startup.pk] * 2
    assert (after.version, after.public_version) == (
        before.version + 1,
        before.public_version + 1,
    )


def test_readings_are_held_for_a_span(plant: Plant, cast: Cast) -> None:
    watching.hold_readings(plant.br300.pk, cast.startup.pk, at(0), "R-1")
    watching.end_hold("R-1", at(5))
    watching.end_hold("R-1", at(9))
    held = RetentionHold.objects.get()
    assert (held.start, held.end) == (at(0), at(5))


def test_alarms_are_seen_by_whose_run_they_were_in(plant: Plant, cast: Cast, granted: None) -> None:
    for hours in (5, 15, 25):
        Alarm.objects.create(
            equipment=plant.br300,
            code="fault",
            priority="high",
            raised_at=at(hours),
            cleared_at=at(hours + 0.1),
        )

    def seen(actor: object) -> list[datetime]:
        rows = Alarm.objects.visible_to(actor)  # type: ignore[arg-type]
        return sorted(rows.values_list("raised_at", flat=True))

    assert seen(cast.actor("lin")) == [at(5), at(25)]
    assert seen(cast.actor("eve")) == [at(15)]
    assert len(seen(cast.actor("operator"))) == len(seen(job("x"))) == 3
    assert seen(NOBODY) == seen(cast.actor("admin")) == []
