"""Take in what a machine measured: store it, show it, hold it against its limits."""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from equipment.alarms import Value, judge
from equipment.batches import Batch
from equipment.choices import MachineState, Quality
from equipment.events import ReadingsArrived
from equipment.gateways import heard, speaking
from equipment.models import CurrentState, Equipment, Gateway, Tag
from equipment.schemas.machine import ReadingReport, ReportedReading, Verdict
from equipment.statelog import hold
from equipment.telemetry.store import NewReading, append
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb

Measured = tuple[Tag, NewReading]


@verb
def ingest_readings(actor: Actor, tag: str, command: ReadingReport) -> Verdict:
    """Keep the batch's readings, each once. Of a value that cannot be, the quality is bad.

    The readings are their own record: no audit entry is written for each batch. Raises Missing,
    SignedOut, and NotAllowed for a role or a gateway that may not.
    """
    machine = find(Equipment.objects.all(), tag=tag)
    actor.require(Permission.INGEST_READINGS)
    gateway = speaking(actor, machine)
    current = hold(machine.pk)
    batch = Batch(command.readings, clock.now())
    measured = list(_measured(batch, machine, gateway))
    append(reading for _tag, reading in measured)
    newest = list(_newer(current, measured))
    if newest:
        _show(current, newest)
        good = [Value(t, r.value, r.at) for t, r in newest if r.quality != Quality.BAD]
        judge(machine.pk, MachineState(current.state), good)
        emit(ReadingsArrived(machine.pk, tuple((t.pk, r.value) for t, r in newest)))
    heard(gateway)
    return Verdict(accepted=len(measured), rejected=batch.in_order())


def _measured(batch: Batch, machine: Equipment, gateway: Gateway | None) -> Iterator[Measured]:
    tags = {tag.code: tag for tag in machine.tags.all()}
    for index, item in batch.read(ReportedReading):
        tag = tags.get(item.tag)
        if tag is None:
            batch.reject(
                index,
                "tag_unknown",
                _("%(machine)s has no tag %(tag)s.") % {"machine": machine.tag, "tag": item.tag},
            )
        elif not math.isfinite(item.value):
            batch.reject(index, "not_a_number", _("A reading is a finite number."))
        else:
            quality = item.quality if _can_be(tag, item.value) else Quality.BAD
            simulated = bool(gateway and gateway.simulated)
            yield tag, NewReading(tag.pk, item.at, item.value, quality, simulated)


def _can_be(tag: Tag, value: float) -> bool:
    """Whether the value lies in what the sensor can measure."""
    lowest, highest = tag.lowest, tag.highest
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def _newer(current: CurrentState, measured: Iterable[Measured]) -> Iterator[Measured]:
    """Of each tag the newest, where it is newer than what is shown."""
    newest: dict[int, Measured] = {}
    for tag, reading in measured:
        if tag.pk not in newest or newest[tag.pk][1].at < reading.at:
            newest[tag.pk] = tag, reading
    for tag, reading in newest.values():
        held = current.values.get(tag.code)
        if held is None or datetime.fromisoformat(held[1]) < reading.at:
            yield tag, reading


def _show(current: CurrentState, newest: Iterable[Measured]) -> None:
    for tag, r in newest:
        current.values[tag.code] = [r.value, r.at.isoformat(), r.quality, r.simulated]
    current.version += 1
    current.save(update_fields=["values", "version"])
