"""How many bookings a plant's set-up takes in a second from eight at once. ``make bench``.

As ``docs/how-to/run-a-plant.md`` has it: a web process for each core, each with its own port, on
one PostgreSQL. Eight programs, shared out among them, keep their connections and ask without a
pause for times that are free, on all sixty machines. Booking and the bare endpoint of ``floor``
take turns of some seconds; the clients share the cores with what they measure.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from statistics import median
from threading import Barrier
from time import perf_counter

import pytest
from django.db import connection

from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from tests.bench.bench_booking import Caller, a_server, fill
from tests.factories import Plant
from tests.people import Cast

CLIENTS, TURNS, SECONDS, WARM = 8, 5, 6.0, 2.0


@pytest.fixture
def ports() -> Iterator[list[int]]:
    with ExitStack() as servers:
        yield [servers.enter_context(a_server()) for _ in range(os.cpu_count() or 1)]


def a_second(calls: list[Callable[[], float]], seconds: float) -> float:
    """How many each second all did together, from the moment that the last was ready."""
    start = Barrier(len(calls))

    def work(call: Callable[[], float]) -> int:
        start.wait()
        until, count = perf_counter() + seconds, 0
        while perf_counter() < until:
            call()
            count += 1
        return count

    with ThreadPoolExecutor(len(calls)) as together:
        return sum(together.map(work, calls)) / seconds


@pytest.mark.django_db(transaction=True)
def test_eight_at_once(cast: Cast, plant: Plant, project: Project, ports: list[int]) -> None:
    assert connection.vendor == "postgresql", "run it with -p tests.on_postgres"
    fill(cast, plant, project)
    membership = Membership.objects.get(user=cast.lin)
    token = make_token(membership, "bench", tuple(Scope))[1]
    callers = [
        Caller(port, token, first=n, step=CLIENTS)
        for n, port in zip(range(CLIENTS), cycle(ports), strict=False)
    ]
    contests = {"book": [one.book for one in callers], "floor": [one.floor for one in callers]}
    rates: dict[str, list[float]] = {name: [] for name in contests}
    for calls in contests.values():
        a_second(calls, WARM)
    for _ in range(TURNS):
        for name, calls in contests.items():
            rates[name].append(a_second(calls, SECONDS))
    for one in callers:
        one.connection.close()
    print(f"\n{CLIENTS} clients, {len(ports)} web processes, {os.cpu_count()} cores, a second:")
    for name, found in rates.items():
        print(f"  {name:6} median {median(found):6.1f}  best {max(found):6.1f}")
    print(f"  floor / book: {median(rates['floor']) / median(rates['book']):.2f}")
