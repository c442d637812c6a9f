"""A test is owed once its results are approved: at the price it was requested at, and only once."""

from pilotbase.accounts.actor import Actor
from samples.models import TestRequest


def charge(actor: Actor, request: TestRequest) -> None:
    """Charge the tenant. The facility's own samples cost nobody anything."""
    if request.charge_id is not None or request.organisation is None:
        return
