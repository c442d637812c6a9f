"""Finds the browser of the browser tests, or installs it where that is allowed."""

import os
import shutil
import subprocess
import sys

HEADLESS = "chromium-headless-shell"  # the same without windows, and quicker
NAMES = [HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
WISH = "no Chromium: install the package chromium, or name a browser with PILOTBASE_CHROMIUM"


def find() -> str | None:
    """Return the path of PILOTBASE_CHROMIUM, or else of a Chromium on the PATH."""
    named = os.environ.get("PILOTBASE_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def provide() -> str | None:
    """Find it; install it by apt-get first where it is missing and this is root."""
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("  installing chromium by apt-get", flush=True)
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", HEADLESS)
        if find() is None:  # an older Debian has only the whole one
            _apt_get("install", "--yes", "--no-install-recommends", "chromium")
    return find()


def _apt_get(*command: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    print(provide() or WISH)
    sys.exit(find() is None)
