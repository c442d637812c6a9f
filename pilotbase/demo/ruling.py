"""The demonstration's rules of booking, as its manager says them, and a payment that has come in.

Said on the last day of its history: what had been booked by then stays booked.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bookings.actions.record_payment import PaymentData, record_payment
from bookings.actions.save_rules import save_rules
from bookings.choices import RuleScope
from bookings.owed import accounts_of
from bookings.schemas.rules import RulesData
from pilotbase.core import clock
from pilotbase.demo.crew import person

_ALL: Final = {"of": "organisation", "counts": "hours", "each": "quarter", "most": "20000"}
_LARGE: Final = {"of": "organisation", "counts": "bookings", "each": "ahead", "most": "400"}
RULES: Final[tuple[tuple[RuleScope, str, dict[str, Any]], ...]] = (
    (
        RuleScope.FACILITY,
        "HZ",
        {"quotas": [_ALL, _LARGE], "reason": "每季度公平分配机时。Fair shares each quarter."},
    ),
    (RuleScope.AREA, "F3", {"at_once": 4, "reason": "排水能力。What the drains can take."}),
    (
        RuleScope.MACHINE,
        "BR500-2",
        {"longest": "300", "reason": "机械密封待换。The seal is due for change."},
    ),
)


def rule(now: datetime) -> None:
    """A few rules of each kind of place; and half of what the largest debtor owes is paid."""
    manager, finance = person("manager@demo.test"), person("finance@demo.test")
    with clock.at(now):
        for scope, name, said in RULES:
            save_rules(manager, scope, name, RulesData.model_validate(said), 0)
        owing = accounts_of(finance)
        if owing:
            half = (owing[0].owed / 2).quantize(Decimal("0.01"))
            said = {"organisation": owing[0].code, "amount": half, "reference": "ICBC 4471-17"}
            record_payment(finance, PaymentData.model_validate(said))
