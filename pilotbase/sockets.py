"""Every socket of PilotBase."""

from typing import Any

from equipment.routing import sockets as of_equipment

sockets: list[Any] = [*of_equipment]
