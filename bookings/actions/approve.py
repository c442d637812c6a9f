"""Approve a request: judged again by every rule, as of the day it was made; then it is booked.

Where several must approve it, in order, it goes to the next: it is booked when the last has.
"""

from collections.abc import Sequence
from dataclasses import replace

from bookings import ledger
from bookings.approving import must_be_at, pass_on, require_step, say
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import BookingStatus
from bookings.events import BookingApproved, BookingPassedOn
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import confirm
from bookings.policy.case import Case
from bookings.schemas.booking import Approval
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@offers_what_is_free
@verb
def approve(actor: Actor, number: str, version: int | None, request: Approval) -> Booking:
    """Let a request pass one step; at the last it takes what it did not hold, all or nothing.

    Raises Missing, NotAllowed, Stale, WrongStatus when someone was quicker, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    step = require_step(actor, booking, request.step)
    asked = _asked(booking)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    before = booking.claim(version)
    must_be_at(booking, step)
    asked = replace(asked, slots=_slots(booking.planned_stages()), asked_at=booking.asked_at)
    case = pass_or_refuse(actor, "approve", asked, held, request.override)
    say(actor, booking, step, approved=True, reason=request.reason or request.override)
    if booking.steps_left:
        pass_on(actor, booking, request.reason)
        emit(BookingPassedOn(booking.pk))
    else:
        _book(actor, booking, before, request, case, held)
        emit(BookingApproved(booking.pk))
    keep_override(actor, "approve", booking, case, request.override)
    return booking


def _book(  # what the last step does
    actor: Actor, booking: Booking, before: str, request: Approval, case: Case, held: Held
) -> None:
    booking.become(BookingStatus.CONFIRMED)
    confirm(booking, case, held)
    record(
        actor,
        "booking.approved",
        booking,
        before={"status": before},
        after={"status": booking.status},
        reason=request.reason or request.override,
    )


def _asked(booking: Booking) -> Asked:
    stages = list(booking.stages.select_related("equipment"))
    return asked_again(booking, _slots(stages), stages, booking.asked_at)


def _slots(stages: Sequence[Stage]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            stage.position,
            f"stages.{n}",
            stage.equipment_id,
            stage.run,
            margins=stage.kept_margins,
        )
        for n, stage in enumerate(stages)
    )
