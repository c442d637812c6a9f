"""Makes samples known to Django, and their checks to ``verify``."""

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    name = "samples"

    def ready(self) -> None:
        from samples import integrity, reactions  # noqa: F401, PLC0415  (models are ready only now)
        from samples.reports import integrity as reports  # noqa: F401, PLC0415
