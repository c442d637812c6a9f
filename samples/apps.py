"""Makes samples known to Django, and their checks to ``verify``."""

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    name = "samples"

    def ready(self) -> None:
        from samples import (  # noqa: PLC0415  (models are ready only now)
            integrity,  # noqa: F401
            notices,  # noqa: F401
            reactions,  # noqa: F401
        )
        from samples.reports import integrity as reports  # noqa: F401, PLC0415
