"""A test is owed once its results are approved: at the price it was requested at, and only once."""

from bookings.actions.charge_test import TestDone, charge_test
from pilotbase.accounts.actor import Actor
from samples.models import TestRequest


def charge(actor: Actor, request: TestRequest) -> None:
    """Charge the tenant. The facility's own samples cost nobody anything."""
    if request.charge_id is not None or request.organisation_id is None:
        return
    done = TestDone(
        facility_id=request.facility_id,
        organisation_id=request.organisation_id,
        reference=request.sample.number,
        what=request.method.code,
        unit_price=request.price,
    )
    request.charge = charge_test(actor, done)
    TestRequest.objects.filter(pk=request.pk).update(charge=request.charge)
