"""Decide an appeal: the violation stands, or it does not count any more."""

from bookings.choices import ViolationStatus
from bookings.models import Violation
from bookings.schemas.conduct import AppealDecision
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def decide_appeal(actor: Actor, violation_id: int, request: AppealDecision) -> Violation:
    """Two at once: one decides. Raises Missing, NotAllowed, WrongStatus."""
    violation = find(Violation.objects.visible_to(actor).with_all(), pk=violation_id)
    actor.require(Permission.DECIDE_BOOKING)
    violation.status = lock(Violation.objects.all(), [violation.pk])[violation.pk].status
    violation.become(ViolationStatus.LIFTED if request.lifted else ViolationStatus.UPHELD)
    violation.decided_by, violation.decided_at = actor.user, clock.now()
    violation.decision = request.reason
    fields = ["status", "decided_by", "decided_at", "decision"]
    violation.save(update_fields=fields)
    after = {"status": violation.status}
    record(actor, "violation.decided", violation, after=after, reason=request.reason)
    return violation
