"""Due jobs run once, and again when they are due again."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from pilotbase.core import clock
from pilotbase.core.jobs import REGISTRY, Job
from pilotbase.records.beat import enqueue_due, run_job
from pilotbase.records.models import DueJob

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOURLY = Job("test.hourly", timedelta(hours=1), lambda: None)


def test_a_job_is_queued_when_it_is_due() -> None:
    names = []
    for minutes in (0, 1, 59, 61, 62, 200):
        with clock.at(NOON + timedelta(minutes=minutes)):
            names.append(enqueue_due([HOURLY]))
    assert names == [["test.hourly"], [], [], ["test.hourly"], [], ["test.hourly"]]
    assert DBTaskResult.objects.count() == 3


def test_a_job_that_ran_says_when(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setitem(REGISTRY, "test.hourly", HOURLY._replace(run=lambda: done.append("x")))
    with clock.at(NOON):
        enqueue_due([HOURLY])
        run_job.call("test.hourly")
    assert done == ["x"]
    assert DueJob.objects.get().ran_at == NOON
