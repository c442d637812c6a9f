from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pilotbase.pages"
    label = "pages"

    def ready(self) -> None:
        from pilotbase.pages.board.door import plant_now  # noqa: PLC0415  (models are ready only now)
        from pilotbase.pages.navigation import rail  # noqa: PLC0415
        from pilotbase.pages.notices import ADDRESS, unread  # noqa: PLC0415
        from pilotbase.web.door import register_plant_now  # noqa: PLC0415
        from pilotbase.web.navigation import register_navigation, register_unread  # noqa: PLC0415

        register_navigation(rail)
        register_unread(unread, f"/{ADDRESS}")
        register_plant_now(plant_now)
