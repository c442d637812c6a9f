"""The command line: ``python -m pilotbase <command>``."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

BESIDE = ("token", "verify")  # are done beside a demonstration too, with the key that it keeps
USAGE = """\
python -m pilotbase <command>

  demo [--reset]   a demonstration plant in one process, filled at its first start
  serve            pages, API, sockets and jobs in one process
  worker           jobs only, beside `serve --web-only`
  simulate         machines that behave, behind the same drivers as real ones
  migrate          bring the database up to date
  verify           walk every chain; says what was touched
  token WHOSE      a Bearer token for a person (her e-mail) or a gateway (gateway:CODE)

Settings are environment variables, PILOTBASE_…: see docs/reference/settings.md.
"""


def main(words: list[str]) -> int:
    command, rest = (words[1] if len(words) > 1 else "help"), words[2:]
    if command in ("help", "-h", "--help"):
        sys.stdout.write(USAGE)
        return 0
    if command == "demo" or (command in BESIDE and _is_demo()):
        os.environ["PILOTBASE_DEMO"] = "true"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotbase.settings")
    import django  # noqa: PLC0415  (settings are chosen above)
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return _run(command, rest, words)


def _is_demo() -> bool:
    """Whether the folder holds a demonstration, and nobody has said another key."""
    folder = Path(os.environ.get("PILOTBASE_DATA") or "var")
    return "PILOTBASE_SECRET_KEY" not in os.environ and (folder / "demo.json").exists()


def _run(command: str, rest: list[str], words: list[str]) -> int:
    from pilotbase.running import commands  # noqa: PLC0415

    own: Callable[[list[str]], int] | None = commands.COMMANDS.get(command)
    if own is not None:
        return own(rest)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
