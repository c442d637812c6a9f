"""Charge an organisation for machine time that it booked and did not use."""

from bookings.cancelling import Fee
from bookings.choices import ChargeKind
from bookings.models import Booking, Charge
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.verbs import verb

UNIT = "stage"


@verb
def charge_unused(actor: Actor, booking: Booking, kind: ChargeKind, fee: Fee) -> Charge:
    """One line for a stage that was given up too late, or to which nobody came.

    A step of the verb that ends the stage, which holds its lock and the permission.
    """
    charge = Charge.objects.create(
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        stage=fee.stage,
        reference=booking.number,
        kind=kind,
        quantity=1,
        unit=UNIT,
        unit_price=fee.amount,
        amount=fee.amount,
        at=clock.now(),
        recorded_by_id=actor.person_id,
        reason=f"{fee.percent} %",
    )
    record(actor, "charge.made", charge, after={"amount": str(charge.amount)})
    return charge
