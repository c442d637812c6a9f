"""Keeps what was set aside for a booking, so that its page and its trail can show it."""

from collections.abc import Sequence

from bookings.models import Booking, Override
from bookings.policy.case import Case
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.schemas import Reason


def keep_override(
    actor: Actor, verb: str, booking: Booking, case: Case, reason: str
) -> list[Override]:
    """Write down which rules the case passed only because someone set them aside, if any."""
    return keep(actor, verb, booking, case.set_aside, reason)


def keep(
    actor: Actor, verb: str, booking: Booking, problems: Sequence[Reason], reason: str
) -> list[Override]:
    """The same for what was judged without a case."""
    if not problems:
        return []
    codes = list(dict.fromkeys(problem.code for problem in problems))
    kept = Override.objects.create(
        booking=booking,
        verb=verb,
        codes=codes,
        reason=reason,
        at=clock.now(),
        made_by_id=actor.person_id,
    )
    record(actor, "booking.override", booking, after={"codes": codes}, reason=reason)
    return [kept]
