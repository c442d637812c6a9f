"""Makes the house paper known to Django, for its sentences and their translations."""

from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "pilotbase.pdf"
    label = "pdf"
