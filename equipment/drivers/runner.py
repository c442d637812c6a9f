"""Feed what a driver brings into the plant, as the gateway it speaks for.

A refusal is logged and the next message comes; what a busy or absent database could not take is
kept and tried again, until told to stop.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.report_states import report_states
from equipment.drivers.protocol import Driver, Message, StateSaid, ValuesSaid
from equipment.gateways import as_actor
from equipment.models import Gateway
from equipment.schemas.machine import ReadingReport, StateReport, Verdict
from pilotbase.accounts.actor import Actor
from pilotbase.core.errors import Busy, PilotError

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds before trying again; doubled up to a minute


def feed(driver: Driver, gateway: Gateway, stop: threading.Event) -> None:
    """Until the driver has no more to say, or ``stop`` is set."""
    actor = as_actor(gateway)
    driver.connect()
    try:
        for message in driver.messages():
            _steadily(partial(_take, actor, message), stop)
            if stop.is_set():
                break
    finally:
        driver.close()


def _steadily(take: Callable[[], None], stop: threading.Event) -> None:
    wait = PATIENCE
    while True:
        try:
            if not connection.in_atomic_block:
                close_old_connections()
            take()
        except (Busy, DatabaseError, InterfaceError) as busy:
            log.warning("The database does not take a gateway's message now: %s", busy)
        else:
            return
        if stop.wait(wait):
            return
        wait = min(2 * wait, 60.0)


def _take(actor: Actor, message: Message) -> None:
    try:
        verdict = _verb(actor, message)
    except Busy:
        raise
    except PilotError as refusal:
        log.warning("%s refused for %s: %s", actor.machine, message.machine, refusal.message)
        return
    for one in verdict.rejected:
        log.warning("%s, %s: %s", actor.machine, message.machine, one.detail)


def _verb(actor: Actor, message: Message) -> Verdict:
    if isinstance(message, StateSaid):
        state = {"at": message.at, "state": message.state, "quality": message.quality}
        return report_states(actor, message.machine, StateReport(states=[state]))
    return ingest_readings(actor, message.machine, _report(message))


def _report(message: ValuesSaid) -> ReadingReport:
    return ReadingReport(
        readings=[
            {"tag": one.tag, "at": one.at, "value": one.value, "quality": one.quality}
            for one in message.readings
        ]
    )
