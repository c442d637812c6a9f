"""Hand a booking to a colleague: every rule is asked for her; its time is never free between."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.attending import member, members_who_book
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingHandedOver
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.schemas.booking import HandingOver
from bookings.verdict import Held, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import changed_meanwhile


@verb
def hand_over(actor: Actor, number: str, version: int | None, request: HandingOver) -> Booking:
    """The booking is ``to``'s from now on; its times, price and history stay.

    Raises Missing, NotAllowed, Invalid for who may not book for it, Stale, WrongStatus, Refused.
    """
    booking = find(
        Booking.objects.visible_to(actor).with_project().select_related("booked_by"), number=number
    )
    actor.require(Permission.CHANGE_BOOKING)
    to = member(booking.organisation_id, request.to, "to")
    stages = stages_to_judge(booking)
    asked = judged_for(booking, stages, to.pk)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(version)
    must_be_as_judged(booking, stages)
    case = pass_or_refuse(actor, "hand_over", asked, held, request.override)
    before, booking.booked_by = booking.booked_by.email, to
    booking.save(update_fields=["booked_by"])
    booking.collaborators.filter(user=to).delete()
    record(
        actor,
        "booking.handed_over",
        booking,
        before={"booked_by": before},
        after={"booked_by": to.email},
        reason=request.override,
    )
    keep_override(actor, "hand_over", booking, case, request.override)
    emit(BookingHandedOver(booking.pk))
    return booking


def colleagues(booking: Booking) -> list[User]:
    """Who of its organisation may book."""
    return members_who_book(booking.organisation_id)


def stages_to_judge(booking: Booking) -> list[Stage]:
    """What is still to come or runs, and has a time."""
    judged = (StageStatus.PLANNED, StageStatus.RUNNING)
    return [stage for stage in booking.stages.select_related("equipment") if stage.status in judged]


def judged_for(booking: Booking, stages: list[Stage], person: int) -> Asked:
    """The booking as it is, as of when its times were asked for, for someone else."""
    now = clock.now()
    slots = tuple(
        Slot(
            stage.position,
            f"stages.{n}",
            stage.equipment_id,
            stage.run,
            begun=stage.status == StageStatus.RUNNING or stage.occupied.start < now,
            margins=stage.kept_margins,
        )
        for n, stage in enumerate(stages)
    )
    if not slots:
        raise WrongStatus(_("Nothing of this booking is still to come."))
    asked = asked_again(booking, slots, stages, booking.asked_at)
    return replace(asked, person=person)


def must_be_as_judged(booking: Booking, stages: list[Stage]) -> None:
    """Under the lock: it stands, and its stages are where they were read."""
    booking.must_stand()
    there = {stage.pk: (stage.equipment_id, stage.run) for stage in booking.all_stages}
    if any(there[stage.pk] != (stage.equipment_id, stage.run) for stage in stages):
        raise changed_meanwhile()
