"""Machine time is charged once for each stage, at the price it was booked for."""

from decimal import Decimal

import pytest

from bookings.actions.charge_machine_time import charge_machine_time
from bookings.models import Charge
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import NOW, booked
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_stage_is_charged_once(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    operator = cast.actor("operator")
    charge = charge_machine_time(operator, booking.all_stages[0])
    assert charge_machine_time(operator, booking.all_stages[0]) == charge
    line = Charge.objects.get()
    assert (line.organisation, line.reference, line.quantity, line.unit) == (
        cast.startup,
        booking.number,
        Decimal(4),
        "day",
    )
    assert (line.unit_price, line.amount, line.at) == (Decimal(3800), Decimal(15200), NOW)
    assert line.recorded_by == cast.operator
    assert AuditEntry.objects.filter(verb="charge.made").count() == 1
