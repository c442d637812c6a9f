from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "pilotbase.records"
    label = "records"

    def ready(self) -> None:
        from pilotbase.records import uptime  # noqa: F401, PLC0415
