"""Charge an organisation for a test of its sample."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from bookings.choices import ChargeKind
from bookings.models import Charge
from bookings.pricing import FEN
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.verbs import verb

UNIT = "test"


class TestDone(NamedTuple):
    """What was done for whom: ``reference`` is the sample's number, ``what`` the method's code."""

    facility_id: int
    organisation_id: int
    reference: str
    what: str
    unit_price: Decimal
    quantity: int = 1


@verb
def charge_test(actor: Actor, done: TestDone) -> Charge:
    """A step of the lab's verbs, which hold the permission and ask it once for each test."""
    unit_price = done.unit_price.quantize(FEN, rounding=ROUND_HALF_EVEN)
    charge = Charge.objects.create(
        facility_id=done.facility_id,
        organisation_id=done.organisation_id,
        reference=done.reference,
        kind=ChargeKind.TEST,
        quantity=done.quantity,
        unit=UNIT,
        unit_price=unit_price,
        amount=done.quantity * unit_price,
        at=clock.now(),
        recorded_by_id=actor.person_id,
        reason=done.what,
    )
    record(actor, "charge.made", charge, after={"amount": str(charge.amount)})
    return charge
