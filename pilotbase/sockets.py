"""Every socket of PilotBase."""

from typing import Any

sockets: list[Any] = []
