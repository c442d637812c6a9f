"""Measures what the tests on SQLite reach, by line and branch, and holds it to the house's floors.

``python -m tools.coverage`` runs them and reports. All of it: 95 %. What decides: 100 %.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.suite import BOTH_CORES, PYTEST, ROOT

FLOOR = 95
DECIDES = [
    *("*/actions/*", "*/policy.py", "*/policy/*", "*/planner/*"),
    *("*/custody*", "*/measurement/*"),
]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="pilotbase-coverage-") as folder:
        place = {**os.environ, "COVERAGE_FILE": str(Path(folder, "data"))}
        tests = _coverage(place, "run", *PYTEST[1:], *BOTH_CORES)
        _coverage(place, "combine", "--quiet")
        print(f"\n== all of it: at least {FLOOR} %", flush=True)
        all_of_it = _coverage(place, "report", f"--fail-under={FLOOR}")
        print("\n== what decides: 100 %", flush=True)
        decides = _coverage(place, "report", f"--include={','.join(DECIDES)}", "--fail-under=100")
    return 1 if tests or all_of_it or decides else 0


def _coverage(place: dict[str, str], *arguments: str) -> int:
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=place, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
