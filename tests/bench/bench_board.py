"""From a state change to 500 sockets and one real browser. Run it with ``make bench``.

One uvicorn process serves all; the sockets are in a second process, the browser in a third. A
change is a program's ``POST /equipment/…/states``; the clock starts before it is sent, so that the
call itself is in the figure. Beside it, in the same run, the same calls with one socket open.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from statistics import median, quantiles

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from equipment.models import Equipment
from pilotbase.accounts.models import Membership
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from tests.browser.conftest import FLAGS
from tests.factories import Plant
from tests.people import Cast
from tools import chromium

SOCKETS, CHANGES, PAUSE = 500, 40, 0.25
WATCH = """() => { window.seen = [];
  const card = document.querySelector('[data-key="BR300-1"]');
  new MutationObserver(() => window.seen.push(Date.now()))
    .observe(card, {attributes: true, subtree: true, childList: true}); }"""


@pytest.fixture
def port() -> Iterator[int]:
    door = socket.create_server(("127.0.0.1", 0))
    env = {**os.environ, "PILOTBASE_TEST_DATABASE": str(connection.settings_dict["NAME"])}
    command = [sys.executable, "-m", "uvicorn", "tests.serving:application"]
    options = [f"--fd={door.fileno()}", "--lifespan=off", "--ws=websockets-sansio"]
    quiet = "--log-level=warning"
    with subprocess.Popen([*command, *options, quiet], env=env, pass_fds=[door.fileno()]) as server:  # noqa: S603
        yield door.getsockname()[1]
        server.kill()
    door.close()


@contextmanager
def sockets(port: int, count: int) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "tests.bench.sockets", *map(str, (port, count, CHANGES))]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as listening:  # noqa: S603
        assert listening.stdout is not None
        assert listening.stdout.readline() == "ready\n"
        yield listening


class Program:
    """Reports that a machine runs, then that it is free, and so on."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def change(self, n: int) -> float:
        """When it began."""
        state = "CIP" if n % 2 else "IDLE_CLEAN"
        at = datetime.now(UTC) + timedelta(milliseconds=1)
        body = json.dumps({"states": [{"at": at.isoformat(), "state": state}]})
        began = time.time()
        self.connection.request("POST", "/api/v1/equipment/BR300-1/states", body, self.headers)
        said = json.loads(self.connection.getresponse().read())
        assert said["accepted"] == 1, said
        return began


def heard(program: Program, listening: subprocess.Popen[str], first: int) -> list[float]:
    """Milliseconds from each change to each socket."""
    began = []
    for n in range(CHANGES):
        began.append(program.change(first + n))
        time.sleep(PAUSE)
    out, _ = listening.communicate(timeout=60)
    times = [json.loads(line) for line in out.splitlines()]
    return [1000 * (at - start) for start, row in zip(began, times, strict=True) for at in row]


@pytest.mark.django_db(transaction=True)
def test_a_state_change_reaches_everyone(cast: Cast, plant: Plant, port: int) -> None:
    membership = Membership.objects.get(user=cast.operator)
    program = Program(port, make_token(membership, "bench", tuple(Scope))[1])
    Equipment.objects.exclude(tag="BR300-1").update(retired_from="2020-01-01")
    program.change(1)
    print(f"\n{connection.vendor}, {os.cpu_count()} cores, ms from the call to the socket:")
    with sockets(port, 1) as listening:
        tell("1 socket", heard(program, listening, 0))
    path = chromium.find()
    assert path, chromium.WISH
    with sync_playwright() as playwright, sockets(port, SOCKETS) as listening:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        page.goto("/board")
        sign = page.locator("[data-live-state]")
        page.locator("[data-live-state]", has_text=sign.get_attribute("data-word-live")).wait_for()
        page.evaluate(WATCH)
        took = heard(program, listening, 0)
        shown = len(page.evaluate("window.seen"))
        browser.close()
    tell(f"{SOCKETS} sockets and a browser", took)
    program.connection.close()
    print(f"  the browser's card changed {shown} times")
    assert len(took) == SOCKETS * CHANGES
    assert shown >= CHANGES


def tell(what: str, took: list[float]) -> None:
    p99 = quantiles(took, n=100)[98]
    print(f"  {what}: median {median(took):.1f}  p99 {p99:.1f}  worst {max(took):.1f}")
