"""A plant that sends e-mail: each test reads what would have left."""

from typing import Any

import pytest


@pytest.fixture
def mail(settings: Any, mailoutbox: list[Any]) -> list[Any]:
    settings.SENDS_EMAIL = True
    settings.PUBLIC_URL = "https://plant.example.org"
    return mailoutbox
