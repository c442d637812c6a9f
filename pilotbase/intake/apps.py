"""Makes what comes before a booking known to Django, and its files to ``verify``."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "pilotbase.intake"

    def ready(self) -> None:
        from pilotbase.intake import (  # noqa: PLC0415  (models are ready only now)
            integrity,  # noqa: F401
            notices,  # noqa: F401
        )
