"""Appeal against a violation: say why it should not count."""

from bookings.choices import ViolationStatus
from bookings.models import Violation
from bookings.schemas.conduct import Appeal
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def appeal(actor: Actor, violation_id: int, request: Appeal) -> Violation:
    """Once; it counts until it is decided. Raises Missing, NotAllowed, WrongStatus."""
    violation = find(Violation.objects.visible_to(actor).with_all(), pk=violation_id)
    actor.require(Permission.CHANGE_BOOKING)
    violation.status = lock(Violation.objects.all(), [violation.pk])[violation.pk].status
    violation.become(ViolationStatus.APPEALED)
    violation.appeal = request.text
    violation.save(update_fields=["status", "appeal"])
    record(actor, "violation.appealed", violation, reason=request.text)
    return violation
