"""Move stages of a booking to other times: judged like a new one, by the same rules."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import BookingStatus, StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingMoved
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import ask_again, replace, waits_for
from bookings.schemas import Rescheduling
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import required


@offers_what_is_free
@verb
def reschedule(actor: Actor, number: str, version: int | None, request: Rescheduling) -> Booking:
    """Move the stages of the booking whose ``version`` the actor has seen, all or none.

    Where a class wants each time approved, the booking is a request again, unless the actor may
    decide that herself. Raises Missing, NotAllowed, Invalid, Unconditional, Stale, WrongStatus,
    Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    asked = _asked(booking, request)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(required(version))
    stages = _planned(booking, request)
    case = pass_or_refuse(actor, "reschedule", asked, held, request.override)
    before = _times(stages)
    replace(booking, dict(zip(stages, case.stages, strict=True)), asked, held)
    _back_to_the_manager(actor, booking, held)
    booking.asked_at = case.now
    booking.save(update_fields=["price", "status", "expires_at", "asked_at"])
    after, why = _times(stages), request.override
    record(actor, "booking.moved", booking, before=before, after=after, reason=why)
    keep_override(actor, "reschedule", booking, case, why)
    emit(BookingMoved(booking.pk))
    return booking


def _asked(booking: Booking, request: Rescheduling) -> Asked:
    there = {stage.position: stage for stage in booking.stages.select_related("equipment")}
    slots: list[Slot] = []
    for n, move in enumerate(request.stages):
        twice = any(slot.number == move.stage for slot in slots)
        if move.stage not in there or twice:
            sentence = _("Booking %(number)s has one stage of each number, and no stage %(stage)s.")
            if twice:
                sentence = _("Stage %(stage)s of booking %(number)s is named twice.")
            words = {"number": booking.number, "stage": move.stage}
            raise Invalid(sentence % words, field=f"stages.{n}.stage", code="missing")
        machine = there[move.stage].equipment_id
        slots.append(Slot(move.stage, f"stages.{n}", machine, move.run))
    moving = [there[slot.number] for slot in slots]
    return asked_again(booking, tuple(slots), moving, clock.now())


def _planned(booking: Booking, request: Rescheduling) -> list[Stage]:
    """The stages to move, as they are under the lock."""
    booking.must_stand()
    there = {stage.position: stage for stage in booking.all_stages}
    stages = [there[move.stage] for move in request.stages]
    for stage in stages:
        if stage.status != StageStatus.PLANNED:
            raise WrongStatus(
                _("Stage %(stage)s is %(status)s: only what has not begun can move.")
                % {"stage": stage.position, "status": stage.get_status_display()}
            )
    return stages


def _back_to_the_manager(actor: Actor, booking: Booking, held: Held) -> None:
    waits = waits_for(held)
    if waits is None or actor.may(Permission.DECIDE_BOOKING):
        return
    if booking.status != BookingStatus.REQUESTED:
        booking.become(BookingStatus.REQUESTED)
    ask_again(booking, held, clock.now() + waits)


def _times(stages: Iterable[Stage]) -> dict[str, object]:
    return {str(stage.position): stage.run.model_dump(mode="json") for stage in stages}
