"""How what is owed and paid is told to programs."""

from datetime import datetime

from bookings.choices import ChargeKind
from pilotbase.core.schemas import Amount, Money, View


class ChargeOut(View):
    """One line of an organisation's ledger; a payment's amount is below zero."""

    id: int
    organisation: str
    kind: ChargeKind
    reference: str
    quantity: Amount
    unit: str
    amount: Money
    at: datetime
    reason: str
