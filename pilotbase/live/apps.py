from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "pilotbase.live"
    label = "live"
