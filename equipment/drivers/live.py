"""Run the simulator beside the plant, for a demonstration or where machines are yet to come."""

import logging
import threading

from django.db import connection

from equipment.drivers.plant import Plant
from equipment.drivers.runner import feed
from equipment.drivers.simulator import Simulator
from equipment.models import Equipment, Gateway

log = logging.getLogger(__name__)
CODE = "SIM"
LOOK_AGAIN = 5.0  # seconds, while there is no machine


def run_simulator(stop: threading.Event) -> None:
    """Speak for every machine that no other gateway speaks for, until told to stop."""
    while not stop.is_set():
        try:
            gateway = simulating_gateway()
            if gateway is not None:
                feed(Simulator(Plant(CODE)), gateway, stop)
            else:
                stop.wait(LOOK_AGAIN)
        except Exception:
            log.exception("The simulator stumbled; it goes on in a moment.")
            stop.wait(LOOK_AGAIN)
    connection.close()


def simulating_gateway() -> Gateway | None:
    """The simulator's gateway, with its machines; None while the plant has none."""
    free = Equipment.objects.filter(gateways=None)
    gateway = Gateway.objects.filter(code=CODE).first()
    if gateway is None:
        first = free.order_by("pk").first()
        if first is None:
            return None
        gateway = Gateway.objects.create(
            facility=first.facility,
            code=CODE,
            name_zh="模拟器",
            name_en="Simulator",
            simulated=True,
        )
    gateway.equipment.add(*free)
    return gateway
