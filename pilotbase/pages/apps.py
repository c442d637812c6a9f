from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pilotbase.pages"
    label = "pages"
