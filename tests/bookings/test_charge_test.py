"""A test is charged to the sample's organisation, for so many at the method's price."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bookings.actions.charge_test import TestDone, charge_test
from bookings.models import Charge
from pilotbase.core.constraints import violated
from tests.people import Cast

pytestmark = pytest.mark.django_db
TestDone.__test__ = False  # type: ignore[attr-defined]


def done(cast: Cast, **more: object) -> TestDone:
    facts = {
        "facility_id": cast.facility.pk,
        "organisation_id": cast.startup.pk,
        "reference": "S-2026-00017",
        "what": "HPLC-TITER",
        "unit_price": Decimal("120.005"),
        "quantity": 3,
    }
    return TestDone(**(facts | more))  # type: ignore[arg-type]


def test_a_test_is_charged(cast: Cast) -> None:
    charge_test(cast.actor("reviewer"), done(cast))
    line = Charge.objects.get()
    assert (line.organisation, line.reference, line.reason) == (
        cast.startup,
        "S-2026-00017",
        "HPLC-TITER",
    )
    assert (line.quantity, line.unit, line.unit_price, line.amount) == (
        Decimal(3),
        "test",
        Decimal("120.00"),
        Decimal("360.00"),
    )


def test_a_charge_is_never_changed(cast: Cast) -> None:
    charge = charge_test(cast.actor("reviewer"), done(cast))
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(amount=0)
    assert violated(refused.value) == "charge_append_only"
