"""Writes the lock files anew from pyproject.toml: exact versions and hashes, and no address.

``python -m tools.lock`` keeps the versions that still fit; ``--upgrade`` takes the newest.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).with_name("uv"))
SAME = [
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-config",
    "--python-version=3.11",
]
# The development lock contains the other one, version for version.
LOCKS = {
    "requirements-uv.lock": ["--group=bootstrap"],
    "requirements-node.lock": ["--group=node"],
    "requirements.lock": ["pyproject.toml", "--group=build"],
    "requirements-dev.lock": [
        *["pyproject.toml", "--group=build", "--extra=opcua", "--group=dev"],
        "--constraints=requirements.lock",
    ],
}


def main(arguments: list[str]) -> int:
    for lock, contents in LOCKS.items():
        command = [UV, "pip", "compile", *SAME, *arguments, *contents, f"--output-file={lock}"]
        subprocess.run(command, cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
