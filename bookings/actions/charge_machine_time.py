"""Charge an organisation for a stage's machine time, at the price it was booked for."""

from collections.abc import Iterable
from datetime import datetime

from bookings.choices import ChargeKind
from bookings.models import Charge, Stage
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import Trace, record_all
from pilotbase.core import clock
from pilotbase.core.access import sole
from pilotbase.core.verbs import verb


@verb
def charge_machine_time(actor: Actor, stage: Stage) -> Charge:
    """One line for each stage: asked again, it answers the line that is there.

    A step of the verb that ends the run, which holds the machine's lock and the permission.
    """
    there = sole(Charge.objects.filter(stage=stage, kind=ChargeKind.MACHINE_TIME))
    return there or write(actor, [stage])[0]


def write(actor: Actor, stages: Iterable[Stage]) -> list[Charge]:
    """The lines of stages that have none yet, in the caller's transaction."""
    now = clock.now()
    charges = Charge.objects.bulk_create(_line(actor, stage, now) for stage in stages)
    said = [Trace("charge.made", one, after={"amount": str(one.amount)}) for one in charges]
    record_all(actor, said)
    return charges


def _line(actor: Actor, stage: Stage, now: datetime) -> Charge:
    booking = stage.booking
    return Charge(
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        stage=stage,
        reference=booking.number,
        kind=ChargeKind.MACHINE_TIME,
        quantity=stage.quantity,
        unit=stage.unit,
        unit_price=stage.unit_price,
        amount=stage.price,
        at=now,
        recorded_by_id=actor.person_id,
    )
