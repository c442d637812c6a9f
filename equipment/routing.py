"""The addresses of the plant's sockets."""

from typing import Any

from django.urls import path

from equipment.consumers import BoardConsumer, EquipmentConsumer

sockets: list[Any] = [
    path("ws/board", BoardConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/equipment/<str:tag>", EquipmentConsumer.as_asgi()),  # type: ignore[arg-type]
]
