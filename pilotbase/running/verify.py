"""``python -m pilotbase verify``: walks every chain and says what was touched."""

import sys

from pilotbase.audit.integrity import CHECKS


def verify() -> int:
    """Print each check with its findings. Returns 0 when everything is as it was written."""
    wrong = 0
    for name, check in CHECKS.items():
        found = list(check())
        wrong += len(found)
        _say(f"{'ok  ' if not found else 'BAD '} {name}" + (f": {len(found)}" if found else ""))
        for finding in found:
            _say(f"     {finding.what}: {finding.detail}")
    _say("Everything is as it was written." if not wrong else f"{wrong} findings.")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
