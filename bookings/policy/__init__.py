"""Whether a booking may be made: every reason against it at once. Pure: no database, no clock."""

from collections.abc import Callable, Iterator

from bookings.policy import changeover, crowding, fitness, notice, owing, quotas, rules, sharing
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
    notice.notice,
    rules.opening_hours,
    rules.staffed,
    rules.containment,
    fitness.allowed_class,
    fitness.qualified,
    rules.in_service,
    fitness.calibration,
    owing.unpaid,
    rules.price,
    rules.occupation,
    changeover.changeover,
    rules.utilities,
    crowding.crowding,
)


# What speaks from the documents of rules alone, whatever else stands.
FROM_DOCUMENTS: tuple[Rule, ...] = (
    rules.length,
    rules.granularity,
    rules.lead_time,
    rules.horizon,
    notice.notice,
)


def said_by_documents(case: Case) -> list[Reason]:
    """What the documents of rules have against it, as a manager asks before she changes one."""
    found = [one for stage in case.stages for rule in FROM_DOCUMENTS for one in rule(case, stage)]
    return [*found, *quotas.quota(case), *sharing.fair_share(case)]


def problems(case: Case) -> list[Reason]:
    """What stands in the way, stage by stage in the order of ``RULES``; empty when nothing does.

    Each says, beside its field, who may decide that it does not hold this time; None: nobody.
    """
    found = [*rules.approval(case), *rules.violations(case), *fitness.approved_amount(case)]
    for stage in case.stages:
        for rule in RULES:
            found.extend(rule(case, stage))
    found.extend(quotas.quota(case))
    found.extend(sharing.fair_share(case))
    return found
