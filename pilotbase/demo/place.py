"""Where the demonstration lives, and whether it may be emptied: only what it made itself."""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

from django.conf import settings
from django.db import connection

from pilotbase.accounts.models import Facility
from pilotbase.settings import env

KEPT: Final = ("demo-secret-key",)  # in its folder, for whoever is signed in
FILES: Final = ("files", "static")


class NotOurs(Exception):
    """The folder or the database holds something that the demonstration did not make."""


def marker() -> Path:
    return settings.DATA / "demo.json"


def database() -> str:
    """Which database this is, without its password."""
    if connection.vendor == "sqlite":
        return f"sqlite:{Path(connection.settings_dict['NAME']).resolve()}"
    url = urlparse(env.database_url)
    return f"{url.scheme}://{url.hostname or 'local'}:{url.port or ''}{url.path}?{url.query}"


def state() -> dict[str, Any]:
    """What is known of this place: ``filled_at`` once the plant stands, nothing in a new one.

    Raises NotOurs when its database has a plant that is no demonstration of this folder.
    """
    if marker().exists():
        said: dict[str, Any] = json.loads(marker().read_text())
        if said.get("database") == database():
            return said
    if _has_tables() and Facility.objects.exists():
        raise NotOurs(
            f"{database()} holds a plant that is not a demonstration. Give the demonstration"
            " a folder of its own: PILOTBASE_DATA=/some/folder."
        )
    return {}


def begin() -> None:
    """From now on what stands here is the demonstration's own."""
    _write({"database": database(), "filled_at": None})


def filled(at: datetime) -> None:
    _write({"database": database(), "filled_at": at.isoformat()})


def filled_at() -> datetime | None:
    said = state().get("filled_at")
    return datetime.fromisoformat(said) if said else None


def empty() -> None:
    """Forget everything that the demonstration keeps here. Raises NotOurs when it made nothing."""
    if not state():
        raise NotOurs(f"{settings.DATA} holds no demonstration: there is nothing to start over.")
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        _drop_tables()
    for folder in FILES:
        shutil.rmtree(settings.DATA / folder, ignore_errors=True)
    marker().unlink(missing_ok=True)


@contextmanager
def in_haste() -> Iterator[None]:
    """A fill that is cut short is done anew: until it is whole, the disk need not be waited for."""
    quick, safe = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    _set(quick)
    try:
        yield
    finally:
        _set(safe)


def take_stock() -> None:
    """PostgreSQL plans for the rows it last counted: there were none before a month was lived."""
    if connection.vendor == "postgresql":
        _set(["ANALYZE"])


_SQLITE: Final = (
    ("PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -200000"),
    ("PRAGMA cache_size = -2000", "PRAGMA synchronous = NORMAL", "PRAGMA journal_mode = WAL"),
)
_POSTGRES: Final = (("SET synchronous_commit = off",), ("SET synchronous_commit = on",))


def _set(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _has_tables() -> bool:
    return Facility._meta.db_table in connection.introspection.table_names()


def _drop_tables() -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {quote(table)} CASCADE")


def _write(said: dict[str, Any]) -> None:
    marker().parent.mkdir(parents=True, exist_ok=True)
    marker().write_text(json.dumps(said, indent=1) + "\n")
