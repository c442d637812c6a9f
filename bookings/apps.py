"""Brings bookings, runs and the plant's use into the installation."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        from bookings import jobs, live, notices, reactions  # noqa: F401, PLC0415  (models are ready only now)
