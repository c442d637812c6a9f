"""Every socket of PilotBase."""

from typing import Any

from equipment.routing import sockets as of_equipment
from pilotbase.pages.notices import sockets as of_notices

sockets: list[Any] = [*of_equipment, *of_notices]
