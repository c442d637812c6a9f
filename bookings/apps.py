"""Brings bookings, runs and the plant's use into the installation."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        from bookings import (  # noqa: PLC0415  (models are ready only now)
            jobs,  # noqa: F401
            live,  # noqa: F401
            machine_notices,  # noqa: F401
            notices,  # noqa: F401
            reactions,  # noqa: F401
        )
