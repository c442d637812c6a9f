"""The addresses of the sockets of bookings."""

from typing import Any

from django.urls import path

from bookings.consumers import TimelineConsumer

sockets: list[Any] = [
    path("ws/timeline", TimelineConsumer.as_asgi()),  # type: ignore[arg-type]
]
