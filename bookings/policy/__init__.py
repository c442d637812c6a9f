"""Whether a booking may be made: every reason against it at once. Pure: no database, no clock."""

from collections.abc import Callable, Iterator

from bookings.policy import rules
from bookings.policy.case import Case, Wanted
from pilotbase.core.schemas import Reason

Rule = Callable[[Case, Wanted], Iterator[Reason]]

RULES: tuple[Rule, ...] = (
    rules.order,
    rules.not_in_the_past,
    rules.length,
    rules.granularity,
    rules.lead_time,
    rules.horizon,
    rules.opening_hours,
    rules.staffed,
    rules.containment,
    rules.in_service,
    rules.price,
    rules.occupation,
    rules.utilities,
)


def problems(case: Case) -> list[Reason]:
    """What stands in the way, stage by stage in the order of ``RULES``; empty when nothing does.

    Each says, beside its field, who may decide that it does not hold this time; None: nobody.
    """
    found = list(rules.approval(case))
    for stage in case.stages:
        for rule in RULES:
            found.extend(rule(case, stage))
    return found
