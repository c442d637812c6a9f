from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pilotbase.pages"
    label = "pages"

    def ready(self) -> None:
        from pilotbase.pages.navigation import rail  # noqa: PLC0415  (models are ready only now)
        from pilotbase.web.navigation import register_navigation  # noqa: PLC0415

        register_navigation(rail)
