"""``python -m pilotbase worker``: does what was queued, and queues what is due."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from pilotbase.core import clock
from pilotbase.records.beat import enqueue_due

log = logging.getLogger(__name__)
BEAT = 10.0  # seconds
KEPT = timedelta(days=7)


def a_worker(name: str) -> Worker:
    return Worker(
        queue_names=["default"],
        interval=2.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


def work(stop: threading.Event) -> None:
    """Beat, then empty the queue, until told to stop; a task under way is finished first."""
    name = f"worker-{threading.get_native_id()}"
    while not stop.is_set():
        steadily(enqueue_due)
        steadily(a_worker(name).run)
        steadily(forget_old_results)
        stop.wait(BEAT)


def forget_old_results() -> None:
    """Finished tasks are kept a week, for whoever looks into a failure."""
    DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEPT).delete()


def steadily(act: Callable[[], object]) -> None:
    """One failure is logged and does not end the worker."""
    close_old_connections()
    try:
        act()
    except Exception:
        log.exception("A worker's round failed; the next one tries again.")
