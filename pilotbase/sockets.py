"""Every socket of PilotBase."""

from typing import Any

from bookings.routing import sockets as of_bookings
from equipment.routing import sockets as of_equipment
from pilotbase.pages.notices import sockets as of_notices

sockets: list[Any] = [*of_equipment, *of_bookings, *of_notices]
