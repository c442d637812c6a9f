"""Brings the inbox and what it sends into the installation."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "pilotbase.notifications"
    label = "notifications"

    def ready(self) -> None:
        from pilotbase.notifications import jobs  # noqa: F401, PLC0415  (models are ready only now)
