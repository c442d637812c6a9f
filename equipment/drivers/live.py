"""Run the simulator beside the plant, for a demonstration or where machines are yet to come."""

import logging
import threading

from django.db import connection

from equipment.drivers.past import Missed, catch_up, missed
from equipment.drivers.plant import Plant
from equipment.drivers.runner import feed
from equipment.drivers.simulator import Simulator
from equipment.models import Equipment, Gateway

log = logging.getLogger(__name__)
CODE = "SIM"
LOOK_AGAIN = 5.0  # seconds, while there is no machine


def run_simulator(stop: threading.Event) -> None:
    """Speak for every machine that no other gateway speaks for, until told to stop."""
    memory: threading.Thread | None = None
    while not stop.is_set():
        try:
            gateway = simulating_gateway()
            if gateway is not None:
                memory = memory or _remembering(stop)
                feed(Simulator(Plant(CODE)), gateway, stop)
            else:
                stop.wait(LOOK_AGAIN)
        except Exception:
            log.exception("The simulator stumbled; it goes on in a moment.")
            stop.wait(LOOK_AGAIN)
    if memory is not None:
        memory.join()
    connection.close()


def _remembering(stop: threading.Event) -> threading.Thread:
    """Tell what was missed, beside what is said from now on, so that nobody waits for it."""
    args = missed(), stop
    thread = threading.Thread(target=_remember, args=args, name="catch up", daemon=True)
    thread.start()
    return thread


def _remember(gaps: list[Missed], stop: threading.Event) -> None:
    try:
        catch_up(gaps, stop)
    except Exception:
        log.exception("What the simulated machines measured meanwhile could not be told.")
    finally:
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
