"""The demonstration's rules are said by the verbs that its people would use."""

from datetime import datetime

import pytest

from bookings.models import Charge, RuleSet, RuleVersion
from bookings.schemas.rules import HouseRules
from pilotbase.accounts.models import Facility, Organisation
from pilotbase.demo import plant, ruling
from pilotbase.demo.calendar import ZONE
from pilotbase.demo.crew import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, tzinfo=ZONE)


def test_rules_of_each_kind_of_place_and_a_payment() -> None:
    person.cache_clear()
    plant.set_up(NOW, "pilot-demo")
    owing = Organisation.objects.filter(kind="startup").order_by("pk")[0]
    Charge.objects.create(
        facility=Facility.objects.get(),
        organisation=owing,
        reference="B-2026-000001",
        kind="machine_time",
        quantity=1,
        unit="day",
        unit_price=900,
        amount=900,
        at=NOW,
    )
    ruling.rule(NOW)
    assert {str(row.scope) for row in RuleSet.objects.all()} == {"facility", "area", "machine"}
    assert RuleVersion.objects.count() == len(ruling.RULES)
    assert all(HouseRules.model_validate(row.said).document() for row in RuleSet.objects.all())
    assert [line.amount for line in Charge.objects.order_by("pk")] == [900, -450]
