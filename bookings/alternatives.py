"""Where what was displaced would fit: on its machine, or another of its class, soonest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from bookings.cases import Slot, asked_again
from bookings.models import Booking, Stage
from bookings.queries import local
from bookings.schemas.booking import AlternativeOut
from bookings.verdict import Held, next_free
from equipment.calibration import with_validity
from equipment.models import Equipment, Utility
from pilotbase.core import clock
from pilotbase.core.timespan import Span


@dataclass(frozen=True)
class Alternative:
    """``stage`` would run on the machine of this tag then: every rule has been asked."""

    stage: int
    equipment: str
    run: Span


def alternatives(booking: Booking) -> list[Alternative]:
    """For each displaced stage the next free time of each machine. Holds nothing."""
    found = [one for stage in booking.displaced_stages() for one in _of(booking, stage)]
    return sorted(found, key=lambda one: (one.stage, one.run.start, one.equipment))


def _of(booking: Booking, stage: Stage) -> Iterator[Alternative]:
    today = booking.facility.local(clock.now()).date()
    same = Equipment.objects.bookable_on(today).filter(
        facility=booking.facility_id, equipment_class=stage.equipment.equipment_class_id
    )
    for machine in with_validity(same).select_related("equipment_class", "area").order_by("tag"):
        slot = Slot(stage.position, "stages.0", machine.pk, stage.run)
        asked = asked_again(booking, (slot,), [stage], booking.asked_at)
        supplies = Utility.objects.in_bulk(asked.utilities)
        free = next_free(asked, Held({machine.pk: machine}, supplies))
        if free is not None:
            yield Alternative(stage.position, machine.tag, free)


def alternatives_out(booking: Booking) -> list[AlternativeOut]:
    zone = booking.facility.zone
    return [
        AlternativeOut(stage=one.stage, equipment=one.equipment, run=local(one.run, zone))
        for one in alternatives(booking)
    ]
