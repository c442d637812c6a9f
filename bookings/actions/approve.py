"""Approve a request: judged again by every rule, as of the day it was made; then it is booked."""

from collections.abc import Sequence
from dataclasses import replace

from bookings import ledger
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import BookingStatus
from bookings.events import BookingApproved
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import confirm
from bookings.schemas.booking import Approval
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@offers_what_is_free
@verb
def approve(actor: Actor, number: str, version: int | None, request: Approval) -> Booking:
    """Confirm a request, taking what it did not hold. All stages, or none.

    Raises Missing, NotAllowed, Stale, WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.DECIDE_BOOKING)
    asked = _asked(booking)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    before = booking.claim(version)
    booking.become(BookingStatus.CONFIRMED)
    asked = replace(asked, slots=_slots(booking.planned_stages()), asked_at=booking.asked_at)
    case = pass_or_refuse(actor, "approve", asked, held, request.override)
    booking.decided_by, booking.decided_at = actor.user, clock.now()
    confirm(booking, case, held)
    record(
        actor,
        "booking.approved",
        booking,
        before={"status": before},
        after={"status": booking.status},
        reason=request.override,
    )
    keep_override(actor, "approve", booking, case, request.override)
    emit(BookingApproved(booking.pk))
    return booking


def _asked(booking: Booking) -> Asked:
    stages = list(booking.stages.select_related("equipment"))
    return asked_again(booking, _slots(stages), stages, booking.asked_at)


def _slots(stages: Sequence[Stage]) -> tuple[Slot, ...]:
    return tuple(
        Slot(stage.position, f"stages.{n}", stage.equipment_id, stage.run)
        for n, stage in enumerate(stages)
    )
