"""One process, started and ended like a person would: from the shell, by signals."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.migrated import begin_with

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def surroundings(tmp_path: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PILOTBASE_", "DJANGO_"))}
    return kept | {
        "PILOTBASE_DATA": str(tmp_path),
        "PILOTBASE_SECRET_KEY": "k" * 50,
        "PILOTBASE_BIND": f"127.0.0.1:{port}",
    }


@contextmanager
def served(surroundings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "pilotbase", "serve"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


def run(surroundings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pilotbase", *words]
    return subprocess.run(  # noqa: S603  (our own command)
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )


def get(port: int, path: str) -> tuple[str, bytes]:
    """Where it led and what it said, once it listens: within two minutes."""
    until = time.monotonic() + 120
    while True:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.url, answer.read()
        assert time.monotonic() < until, "it never listened"
        time.sleep(0.1)


@pytest.mark.slow
def test_an_empty_database_opens_the_first_run_page_and_ends_cleanly(
    surroundings: dict[str, str], port: int
) -> None:
    """Ended by either signal; the second time there is a database, and still no plant."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with served(surroundings) as process:
            assert get(port, "/")[0].endswith("/setup")
            assert get(port, "/healthz")[1] == b"ok"
            process.send_signal(number)
            said, _ = process.communicate(timeout=20)
        assert "listens on" in said
        assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PILOTBASE_BIND", "nowhere", "PILOTBASE_BIND is an address and a port"),
        ("PILOTBASE_DATABASE_URL", "mysql://x", "PILOTBASE_DATABASE_URL starts with postgres://"),
        ("PILOTBASE_SECRET_KEY", "", "PILOTBASE_SECRET_KEY is not set"),
        ("PILOTBASE_POOL_SIZE", "0", "PILOTBASE_POOL_SIZE"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_clear_line(
    surroundings: dict[str, str], variable: str, value: str, sentence: str
) -> None:
    ended = run(surroundings | {variable: value}, "serve")
    assert ended.returncode != 0
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1


@pytest.mark.slow
def test_commands_of_the_line(surroundings: dict[str, str]) -> None:
    assert "verify" in run(surroundings, "help").stdout
    begin_with(f"{surroundings['PILOTBASE_DATA']}/pilotbase.sqlite3")
    assert run(surroundings, "migrate", "-v0").returncode == 0
    whole = run(surroundings, "verify")
    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (
        0,
        "Everything is as it was written.",
    )
    nobody = run(surroundings, "token", "nobody@demo.test")
    assert (nobody.returncode, nobody.stdout) == (1, "")
