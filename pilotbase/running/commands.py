"""The commands of ``python -m pilotbase`` that are not Django's own."""

import signal
import sys
import threading
from collections.abc import Callable
from typing import Final

from django.core.management import call_command

from equipment.drivers.live import run_simulator
from pilotbase.accounts.setup import is_set_up, needs_code, setup_code
from pilotbase.demo.start import demo
from pilotbase.running.serve import serve
from pilotbase.running.tokens import print_token
from pilotbase.running.verify import verify
from pilotbase.running.worker import work
from pilotbase.settings import env

Words = list[str]


def _serve(words: Words) -> int:
    """Brings the database up to date first: one process, one start."""
    call_command("migrate", verbosity=0)
    sys.stdout.write(f"PilotBase listens on http://{env.bind}\n")
    if not is_set_up():
        sys.stdout.write(f"It is empty: open {env.address()}/setup{_code()}\n")
    sys.stdout.flush()
    serve([] if "--web-only" in words else [work])
    return 0


def _code() -> str:
    """What a stranger, who may reach this server before its owner, does not know."""
    return f"; the set-up code is {setup_code()}" if needs_code() else ""


def _alone(part: Callable[[threading.Event], None]) -> Callable[[Words], int]:
    def run(words: Words) -> int:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        part(stop)
        return 0

    return run


def _token(words: Words) -> int:
    if len(words) != 1:
        sys.stderr.write("Say whose: python -m pilotbase token EMAIL, or token gateway:CODE\n")
        return 2
    return print_token(words[0])


COMMANDS: Final[dict[str, Callable[[Words], int]]] = {
    "demo": demo,
    "serve": _serve,
    "worker": _alone(work),
    "simulate": _alone(run_simulator),
    "token": _token,
    "verify": lambda words: verify(),
}
