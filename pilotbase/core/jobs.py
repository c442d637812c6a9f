"""What the plant does by itself: each app names its jobs, the worker's beat calls them when due."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, NamedTuple

Run = Callable[[], object]


class Job(NamedTuple):
    name: str
    every: timedelta
    run: Run


REGISTRY: Final[dict[str, Job]] = {}


def periodic(name: str, every: timedelta) -> Callable[[Run], Run]:
    """Have ``run`` called about once in ``every``. It must be idempotent: it may run twice."""

    def registered(run: Run) -> Run:
        REGISTRY[name] = Job(name, every, run)
        return run

    return registered
