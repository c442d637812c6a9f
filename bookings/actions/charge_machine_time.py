"""Charge an organisation for a stage's machine time, at the price it was booked for."""

from bookings.choices import ChargeKind
from bookings.models import Charge, Stage
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import sole
from pilotbase.core.verbs import verb


@verb
def charge_machine_time(actor: Actor, stage: Stage) -> Charge:
    """One line for each stage: asked again, it answers the line that is there.

    A step of the verb that ends the run, which holds the machine's lock and the permission.
    """
    there = sole(Charge.objects.filter(stage=stage, kind=ChargeKind.MACHINE_TIME))
    return there or write(actor, stage)


def write(actor: Actor, stage: Stage) -> Charge:
    """The line of a stage that has none yet, in the caller's transaction."""
    booking = stage.booking
    charge = Charge.objects.create(
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        stage=stage,
        reference=booking.number,
        kind=ChargeKind.MACHINE_TIME,
        quantity=stage.quantity,
        unit=stage.unit,
        unit_price=stage.unit_price,
        amount=stage.price,
        at=clock.now(),
        recorded_by_id=actor.person_id,
    )
    record(actor, "charge.made", charge, after={"amount": str(charge.amount)})
    return charge
