"""A Monday morning three weeks before the runs that these tests book."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import translation

from pilotbase.core import clock
from tests.bookings.asking import NOW


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """The plant's clock stands still, unless a test is of real processes."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture(autouse=True)
def _sentences_are_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
