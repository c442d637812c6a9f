"""A Monday morning three weeks before the runs that these tests book."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from pilotbase.core import clock
from tests.bookings.asking import NOW


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """The plant's clock stands still, unless a test is of real processes."""
    with clock.at(NOW):
        yield NOW
