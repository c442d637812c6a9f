"""What organisations owe by the ledger of charges: in all, and for longer than some days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import DecimalField, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from bookings.choices import ChargeKind
from bookings.models import Charge
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission

NOTHING = Decimal(0)
_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=2)


class Account(NamedTuple):
    """An organisation with what it owes in all, and when something was last added."""

    code: str
    name_zh: str
    name_en: str
    owed: Decimal
    last: datetime


def overdue(organisation: int, days: Iterable[int], now: datetime) -> dict[int, Decimal]:
    """By number of days what is owed for longer than that: payments settle the oldest first, so
    it is what had been charged by then, less all that was paid; one query."""
    sums = {
        f"days_{n}": Coalesce(
            Sum("amount", filter=Q(at__lte=now - timedelta(days=n)) | Q(kind=ChargeKind.PAYMENT)),
            Value(NOTHING),
            output_field=_MONEY,
        )
        for n in set(days)
    }
    if not sums:
        return {}
    found = Charge.objects.filter(organisation=organisation).aggregate(**sums)
    return {int(name.removeprefix("days_")): max(owed, NOTHING) for name, owed in found.items()}


def charges_of(actor: Actor) -> QuerySet[Charge]:
    """What exists for her: her organisation's; for who measures the plant, everyone's."""
    rows = actor.sees(Charge.objects.all(), Permission.SEE_UTILIZATION)
    return rows.select_related("organisation").order_by("-pk")


def accounts_of(actor: Actor) -> list[Account]:
    """Who owes, the most first."""
    names = [f"organisation__{name}" for name in ("code", "name_zh", "name_en")]
    rows = charges_of(actor).order_by().values_list(*names)
    totals = rows.annotate(owed=Sum("amount"), last=Max("at")).order_by("-owed")
    return [Account(*row) for row in totals]
