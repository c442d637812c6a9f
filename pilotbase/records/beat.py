"""The beat: enqueues each job when it is due, once, however many workers beat."""

import logging
from collections.abc import Iterable

from django.db.models import Q
from django_tasks import task

from pilotbase.core import clock
from pilotbase.core.jobs import REGISTRY, Job
from pilotbase.core.verbs import verb
from pilotbase.records.models import DueJob

log = logging.getLogger(__name__)


def enqueue_due(jobs: Iterable[Job] | None = None) -> list[str]:
    """Put every due job on the queue. Returns their names."""
    chosen = list(REGISTRY.values() if jobs is None else jobs)
    known = set(DueJob.objects.values_list("name", flat=True))
    for job in chosen:
        if job.name not in known:
            DueJob.objects.get_or_create(name=job.name, defaults={"due_at": clock.now()})
    return [job.name for job in chosen if _claim(job)]


@verb
def _claim(job: Job) -> bool:
    """In the one UPDATE that can decide whose turn it is."""
    now = clock.now()
    mine = DueJob.objects.filter(Q(due_at__lte=now), name=job.name)
    if not mine.update(due_at=now + job.every):
        return False
    run_job.enqueue(job.name)
    return True


@task()
def run_job(name: str) -> None:
    """Do one job. What fails is logged with its traceback and tried again when next due."""
    REGISTRY[name].run()
    DueJob.objects.filter(name=name).update(ran_at=clock.now())
