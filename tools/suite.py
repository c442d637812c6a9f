"""Runs the whole suite, part by part, and fails if a part fails.

``python -m tools.suite`` runs them all; ``python -m tools.suite style types`` only those named.
Every part runs and shows its own summary, whatever became of the one before.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
BOTH_CORES = ["-n", "2", "--dist", "worksteal"]
ONE_BY_ONE = ["-n", "2", "--dist", "load", "--maxschedchunk", "1"]  # few tests, some of them long
ALL_OF_IT = ["env", "PILOTBASE_RACE=16x50", "PILOTBASE_KILLS=12", "PILOTBASE_HOSTILE=all"]
PARTS: dict[str, list[list[str]]] = {
    "style": [[f"{BIN}/ruff", "check", "."], [f"{BIN}/ruff", "format", "--check", "."]],
    "types": [[f"{BIN}/mypy", "."]],
    "contracts": [[f"{BIN}/lint-imports"]],
    "migrations": [[sys.executable, "-m", "pilotbase", "makemigrations", "--check", "--dry-run"]],
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
WHOLE = [name for name in PARTS if name not in {"quick", "thorough"}]


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    names = names or WHOLE
    verdicts: dict[str, str] = {}
    for name in names:
        if name == names[-1] and verdicts:  # the last line of all is the last part's own summary
            print("\n".join(("\nso far", *verdicts.values())), flush=True)
        started = time.monotonic()
        passed = _run(name)
        word = "passed" if passed else "FAILED"
        verdicts[name] = f"  {name:<13}{word}  {time.monotonic() - started:5.0f} s"
    failed = [name for name, verdict in verdicts.items() if "FAILED" in verdict]
    if failed:
        print(f"failed: {', '.join(failed)} (see above)", flush=True)
    return 1 if failed else 0


def _run(name: str) -> bool:
    print(f"\n== {name}", flush=True)
    if name == "browser" and chromium.provide() is None:
        print(chromium.WISH, flush=True)
        return False
    with tempfile.TemporaryDirectory(prefix="pilotbase-") as folder:
        surroundings = _surroundings(folder)
        codes = [
            subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode
            for command in PARTS[name]
        ]
    return not any(codes)


def _surroundings(folder: str) -> dict[str, str]:
    """Describe a place of its own for a part; the settings of a shell stay out of it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PILOTBASE_")}
    chosen = {
        "PILOTBASE_DATA": folder,
        "PILOTBASE_SECRET_KEY": secrets.token_urlsafe(48),
        "PILOTBASE_CHROMIUM": chromium.find() or "",
    }
    return {**kept, **{name: value for name, value in chosen.items() if value}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
