"""Whether an organisation that owes too much, for too long, may book more. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bookings.policy.case import Case, Wanted
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text


def unpaid(case: Case, stage: Wanted) -> Iterator[Reason]:
    """What is older than so many days, less all that was paid, stays within a limit. Moving what
    is booked asks for nothing of this."""
    rule = stage.machine.rules.unpaid
    if rule is None or stage.was is not None:
        return
    owed = case.owed.get(rule.days, rule.most)
    if owed > rule.most:
        sentence = _(
            "%(amount)s have been owed for more than %(days)s days; on %(tag)s up to %(most)s may"
            " be."
        )
        words = {
            "amount": text.money(owed),
            "days": rule.days,
            "tag": stage.machine.tag,
            "most": text.money(rule.most),
        }
        yield Reason(
            code="unpaid",
            detail=sentence % words,
            field="project",
            overridable_by=str(Role.MANAGER),
        )
