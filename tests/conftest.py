"""What every test stands on."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from pilotbase.accounts import http
from pilotbase.accounts.models import Project
from pilotbase.core.constraints import AppendOnly
from tests.factories import Plant, a_plant
from tests.migrated import databases_are_copies
from tests.people import Cast, a_cast, a_project

# How long one example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _a_test_may_flush_what_is_append_only() -> Iterator[None]:
    """Lift the triggers for the flush after a transactional test, and for nothing else."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flushed(case: TransactionTestCase) -> None:
        _for_each_append_only(AppendOnly.lifted)
        flush(case)
        _for_each_append_only(AppendOnly.raised)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flushed)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that threads of asynchronous tests are still connected to."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _what_takes_time_and_proves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hashing a PIN; listing every static file anew for each client, where no browser asks."""
    with override_settings(
        PASSWORD_HASHERS=["tests.hashing.QuickArgon2"],
        WHITENOISE_AUTOREFRESH=not _in_browser(request.config),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_known_for_a_minute_is_known_for_good() -> Iterator[None]:
    """Or a test that counts queries would now and then count one more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(http, "ZONE_KEPT", None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _databases_are_copies() -> Iterator[None]:
    with databases_are_copies():
        yield


def _in_browser(config: pytest.Config) -> bool:
    return any("browser" in argument for argument in config.args)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser tests out unless they are named: they are a run of their own."""
    return True if collection_path.name == "browser" and not _in_browser(config) else None


SLOW = {
    *("permissions", "demo", "running"),  # whole worlds, whole plants, whole processes
    *("pages", "docs", "live"),  # whole pages, streams that take their time
    *("reports", "labels", "intake"),  # papers, and files that come along
}
EITHER = {"demo", "docs", "live", "pages"}  # verbs that have tests of their own, or only shown


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What races, tries many examples or takes a whole world is slow unsaid."""
    for item in items:
        if _takes_its_time(item) or item.path.parent.name in SLOW:
            item.add_marker("slow")
        if item.path.parent.name in EITHER:
            item.add_marker("either")


def _takes_its_time(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    races = "race" in item.function.__code__.co_names
    return races or getattr(item.function, "is_hypothesis_test", False)


def _for_each_append_only(statements: Callable[..., Iterable[object]]) -> None:
    editor = connection.SchemaEditorClass(connection)
    for model in apps.get_models():
        for rule in model._meta.constraints:
            if isinstance(rule, AppendOnly):
                for statement in statements(rule, model, editor):
                    editor.execute(str(statement), None)


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def plant(cast: Cast) -> Plant:
    return a_plant(cast)


@pytest.fixture
def project(cast: Cast) -> Project:
    """An approved project of Lin's startup."""
    return a_project(cast, cast.startup)
