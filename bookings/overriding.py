"""Keeps what was set aside for a booking, so that its page and its trail can show it."""

from bookings.models import Booking, Override
from bookings.policy.case import Case
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record


def keep_override(
    actor: Actor, verb: str, booking: Booking, case: Case, reason: str
) -> list[Override]:
    """Write down which rules the case passed only because someone set them aside, if any."""
    if not case.set_aside:
        return []
    codes = list(dict.fromkeys(problem.code for problem in case.set_aside))
    kept = Override.objects.create(
        booking=booking,
        verb=verb,
        codes=codes,
        reason=reason,
        at=case.now,
        made_by_id=actor.person_id,
    )
    record(actor, "booking.override", booking, after={"codes": codes}, reason=reason)
    return [kept]
