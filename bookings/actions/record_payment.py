"""Record what an organisation has paid: a line of its ledger below zero."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from bookings.choices import ChargeKind
from bookings.models import Charge
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Exists
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.schemas import Amount, Code, Command, Text
from pilotbase.core.verbs import verb


class PaymentData(Command):
    """``amount`` in CNY; ``reference`` as it stands on the bank's statement."""

    organisation: Code
    amount: Annotated[Amount, Field(gt=0, max_digits=12, decimal_places=2)]
    reference: Annotated[Text, Field(min_length=1, max_length=40)]
    paid_on: date | None = None
    note: Annotated[Text, Field(max_length=200)] = ""


@verb
def record_payment(actor: Actor, data: PaymentData) -> Charge:
    """Settles the oldest of what is owed first, as far as it goes.

    Raises NotAllowed, Invalid for an unknown organisation or a day to come, Exists for a
    reference that is recorded already.
    """
    actor.require(Permission.MANAGE_PRICES)
    organisation = refer(Organisation.objects.all(), "organisation", code=data.organisation)
    lock(Organisation.objects.only("pk"), [organisation.pk])
    if data.paid_on is not None and data.paid_on > clock.today():
        raise Invalid(_("This day is still to come."), field="paid_on")
    _refuse_twice(organisation, data.reference)
    payment = Charge.objects.create(
        facility=facility_of(actor),
        organisation=organisation,
        reference=data.reference,
        kind=ChargeKind.PAYMENT,
        quantity=1,
        unit="",
        unit_price=-data.amount,
        amount=-data.amount,
        at=clock.now(),
        recorded_by_id=actor.person_id,
        reason=_written(data),
    )
    after = {"amount": str(payment.amount), "reference": data.reference}
    record(actor, "payment.recorded", payment, after=after, reason=data.note)
    return payment


def _refuse_twice(organisation: Organisation, reference: str) -> None:
    there = Charge.objects.filter(organisation=organisation, kind=ChargeKind.PAYMENT)
    if there.filter(reference=reference).exists():
        sentence = _("The payment %(reference)s is recorded already.")
        raise Exists(sentence % {"reference": reference}, field="reference")


def _written(data: PaymentData) -> str:
    day = data.paid_on.isoformat() if data.paid_on else ""
    return f"{day} {data.note}".strip()[:200]
