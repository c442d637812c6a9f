"""Gives each run of the suite a place of its own, before the settings are read.

Loaded by ``addopts``. The variables of a developer's shell stay out: a test that passes here
passes anywhere, and never touches the data of a demonstration.
"""

import os
import secrets
import shutil
import tempfile

from tools import messages

ON_A_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # which inherits what the first process chose
FOR_TESTS = {
    f"PILOTBASE_{name}" for name in ("CHROMIUM", "HOSTILE", "KILLS", "MIGRATED", "RACE", "TOUR")
}

if not ON_A_WORKER:
    for _name in [n for n in os.environ if n.startswith("PILOTBASE_") and n not in FOR_TESTS]:
        del os.environ[_name]
    _folder = tempfile.mkdtemp(prefix="pilotbase-test-")
    os.environ["PILOTBASE_DATA"] = _folder
    os.environ["PILOTBASE_SECRET_KEY"] = secrets.token_urlsafe(48)
    messages.compile_all()


def pytest_unconfigure() -> None:
    if not ON_A_WORKER:
        shutil.rmtree(_folder, ignore_errors=True)
