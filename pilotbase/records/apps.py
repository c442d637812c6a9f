from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "pilotbase.records"
    label = "records"
