"""The world is made once for all who call; what a call does to it is undone after the call."""

import gc
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from pilotbase.core import clock
from tests.permissions.world import NOW, World, a_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = a_world()
        gc.collect()
        gc.freeze()  # what stays to the end is not gone through again and again
        with clock.at(NOW):
            yield made
        gc.unfreeze()
        transaction.set_rollback(True)
