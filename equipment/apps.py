"""Brings the plant's machines into the installation."""

from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "equipment"

    def ready(self) -> None:
        from equipment import jobs, notices, reactions  # noqa: F401, PLC0415  (models are ready only now)
        from equipment.gateways import gateway_for_token  # noqa: PLC0415
        from pilotbase.accounts.tokens import register_resolver  # noqa: PLC0415

        register_resolver(gateway_for_token)
