"""Programs read what is owed and paid, and record payments."""

from ninja import Query, Router, Status

from bookings.actions.record_payment import PaymentData, record_payment
from bookings.models import Charge
from bookings.owed import charges_of
from bookings.schemas.charges import ChargeOut
from pilotbase.accounts.api import ActedRequest
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Money

router = Router(tags=["Charges"])


@router.get("/charges", response={200: Page[ChargeOut], **REFUSALS})
def list_charges(request: ActedRequest, paging: Query[Paging]) -> object:
    return page(charges_of(request.actor), paging, charge_out)


@router.post("/payments", response={201: ChargeOut, **REFUSALS})
def create_payment(request: ActedRequest, payload: PaymentData) -> Status[ChargeOut]:
    return Status(201, charge_out(record_payment(request.actor, payload)))


def charge_out(charge: Charge) -> ChargeOut:
    names = ("id", "kind", "reference", "quantity", "unit", "at", "reason")
    return ChargeOut(
        organisation=charge.organisation.code,
        amount=Money(amount=charge.amount),
        **{name: getattr(charge, name) for name in names},
    )
