"""Runs the whole suite, part by part, and fails if a part fails.

What only reads the code is looked at side by side, on both cores; tests have them to themselves.

``python -m tools.suite`` runs them all; ``python -m tools.suite style types`` only those named.
Every part runs and shows its own summary, whatever became of the one before.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import PIPE, STDOUT

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
BOTH_CORES = ["-n", "2", "--dist", "worksteal"]
ONE_BY_ONE = ["-n", "2", "--dist", "load", "--maxschedchunk", "1"]  # few tests, some of them long
ALL_OF_IT = ["env", "PILOTBASE_RACE=16x50", "PILOTBASE_KILLS=12", "PILOTBASE_HOSTILE=all"]
PILOTBASE = [sys.executable, "-m", "pilotbase"]
AT_ALL = " ".join(PILOTBASE)
PARTS: dict[str, list[list[str]]] = {
    "style": [[f"{BIN}/ruff", "check", "."], [f"{BIN}/ruff", "format", "--check", "."]],
    "types": [[f"{BIN}/mypy", "."]],
    "contracts": [[f"{BIN}/lint-imports"]],
    "migrations": [
        [*PILOTBASE, "makemigrations", "--check", "--dry-run"],
        ["sh", "-c", f"PILOTBASE_DATA=$(dirname $PILOTBASE_MIGRATED) {AT_ALL} migrate -v 0"],
    ],
    "translations": [[sys.executable, "-m", "tools.messages", "--check"]],
    "browser": [[*PYTEST, *ONE_BY_ONE, "--half", "0", "tests/browser"]],
    "quick": [[*PYTEST, *BOTH_CORES, "-m", "not slow"]],
    "sqlite": [[*PYTEST, *BOTH_CORES, "--half", "0"]],
    "postgresql": [[*PYTEST, *BOTH_CORES, "--half", "1", "-p", "tests.on_postgres"]],
    "thorough": [
        [*ALL_OF_IT, *PYTEST, *BOTH_CORES],
        [*ALL_OF_IT, *PYTEST, *BOTH_CORES, "-p", "tests.on_postgres"],
        [*PYTEST, *ONE_BY_ONE, "tests/browser"],
    ],
}
STILL = ["types", "style", "contracts", "migrations", "translations"]
WHOLE = [name for name in PARTS if name not in {"quick", "thorough"}]


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="pilotbase-suite-") as shared:
        os.environ["PILOTBASE_MIGRATED"] = f"{shared}/pilotbase.sqlite3"
        return _all_of(names or WHOLE)


def _all_of(names: list[str]) -> int:
    verdicts = _side_by_side([name for name in names if name in STILL])
    for name in (name for name in names if name not in STILL):
        if name == names[-1] and verdicts:  # the last line of all is the last part's own summary
            print("\n".join(("\nso far", *verdicts.values())), flush=True)
        print(f"\n== {name}", flush=True)
        verdicts[name] = _verdict(name, _run)
    failed = [name for name, verdict in verdicts.items() if "FAILED" in verdict]
    if failed:
        print(f"failed: {', '.join(failed)} (see above)", flush=True)
    return 1 if failed else 0


def _side_by_side(names: list[str]) -> dict[str, str]:
    """Parts that run nothing of the product, on both cores; each shown when it is done."""
    with ThreadPoolExecutor(max_workers=2) as both:
        by_name = {both.submit(_verdict, name, _shown_at_once): name for name in names}
        return {by_name[done]: done.result() for done in as_completed(by_name)}


def _verdict(name: str, run: Callable[[str], bool]) -> str:
    started = time.monotonic()
    word = "passed" if run(name) else "FAILED"
    return f"  {name:<13}{word}  {time.monotonic() - started:5.0f} s"


def _shown_at_once(name: str) -> bool:
    """What another part says meanwhile stays out of it."""
    run = partial(
        subprocess.run, cwd=ROOT, check=False, stdout=PIPE, stderr=STDOUT, errors="replace"
    )
    with _surroundings() as place:
        done = [run(command, env=place) for command in PARTS[name]]
    said = "".join(one.stdout for one in done)
    print(f"\n== {name}\n{said}", end="", flush=True)
    return not any(one.returncode for one in done)


def _run(name: str) -> bool:
    if name == "browser" and chromium.provide() is None:
        print(chromium.WISH, flush=True)
        return False
    with _surroundings() as place:
        codes = [
            subprocess.run(command, cwd=ROOT, env=place, check=False).returncode
            for command in PARTS[name]
        ]
    return not any(codes)


@contextmanager
def _surroundings() -> Iterator[dict[str, str]]:
    """Make a place of its own for a part; the settings of a shell stay out of it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PILOTBASE_")}
    with tempfile.TemporaryDirectory(prefix="pilotbase-") as folder:
        chosen = {
            "PILOTBASE_DATA": folder,
            "PILOTBASE_SECRET_KEY": secrets.token_urlsafe(48),
            "PILOTBASE_CHROMIUM": chromium.find() or "",
            "PILOTBASE_MIGRATED": os.environ["PILOTBASE_MIGRATED"],
        }
        yield {**kept, **{name: value for name, value in chosen.items() if value}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
