"""Lets tests on SQLite begin with a database that has been migrated: ``PILOTBASE_MIGRATED`` is one.

The suite makes it anew in each run, while it looks at the types. It is migrated again where it is
copied to, so that nothing can be missing; without it every test run migrates its own.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.backends.sqlite3.creation import DatabaseCreation


def begin_with(database: Path | str) -> None:
    """Put the migrated database there, if there is one."""
    migrated = Path(os.environ.get("PILOTBASE_MIGRATED", "absent"))
    if migrated.is_file():
        shutil.copy(migrated, database)


@contextmanager
def databases_are_copies() -> Iterator[None]:
    """Of what Django makes for tests."""
    make = DatabaseCreation._create_test_db  # type: ignore[attr-defined]

    def made(creation: DatabaseCreation, *how: object, **more: object) -> str:
        name: str = make(creation, *how, **more)
        begin_with(name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_create_test_db", made)
        yield
