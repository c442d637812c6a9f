"""The command line: ``python -m pilotbase <command>``."""

import os
import sys

from django.core.management import execute_from_command_line


def main(words: list[str]) -> None:
    if words[1:2] == ["demo"]:
        os.environ["PILOTBASE_DEMO"] = "true"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotbase.settings")
    execute_from_command_line(words)


if __name__ == "__main__":
    main(sys.argv)
