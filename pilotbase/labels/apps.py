"""Makes the labels known to Django, for their sentences and translations."""

from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "pilotbase.labels"
    label = "labels"
