"""Split a stage in two: another may have the machine between them."""

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.reschedule import AS_ASKED, asks_again, settle_status, tags, times
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingMoved
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import lay_out, replace, takings
from bookings.policy.case import Case
from bookings.schemas.booking import MOST_STAGES, Splitting
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import required


@offers_what_is_free
@verb
def split(actor: Actor, number: str, version: int | None, request: Splitting) -> Booking:
    """Make two stages of one, each with its own preparation and turnaround, both or none.

    The second is the booking's last by number. Raises Missing, NotAllowed, Invalid,
    Unconditional, Stale, WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    asked = _asked(booking, request)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(required(version))
    stage = _splittable(booking, request, held)
    case = pass_or_refuse(actor, "split", asked, held, request.override)
    before, chain = times([stage]), asks_again(actor, booking, asked, case, held)
    second = _write(booking, stage, case, asked, held)
    settle_status(booking, held, chain)
    booking.asked_at = case.now
    booking.save(update_fields=AS_ASKED)
    after = times([stage, second])
    record(actor, "booking.split", booking, before=before, after=after, reason=request.override)
    keep_override(actor, "split", booking, case, request.override)
    emit(BookingMoved(booking.pk, tags(booking.all_stages)))
    return booking


def _asked(booking: Booking, request: Splitting) -> Asked:
    stage = refer(booking.stages.all(), "stage", position=request.stage)
    last = max(booking.stages.values_list("position", flat=True))
    slots = tuple(
        Slot(position, f"parts.{n}", stage.equipment_id, run)
        for n, (position, run) in enumerate(
            zip((stage.position, last + 1), request.parts, strict=True)
        )
    )
    return asked_again(booking, slots, [stage], clock.now())


def _splittable(booking: Booking, request: Splitting, held: Held) -> Stage:
    """The stage, as it is under the lock."""
    booking.must_stand()
    stage = next(one for one in booking.all_stages if one.position == request.stage)
    if stage.equipment_id not in held.machines or stage.status != StageStatus.PLANNED:
        raise WrongStatus(
            _("Stage %(stage)s is %(status)s: only what has not begun can move.")
            % {"stage": stage.position, "status": stage.get_status_display()}
        )
    if len(booking.all_stages) >= MOST_STAGES:
        raise WrongStatus(
            _("A booking has at most %(most)s stages.") % {"most": MOST_STAGES}, code="too_many"
        )
    return stage


def _write(booking: Booking, stage: Stage, case: Case, asked: Asked, held: Held) -> Stage:
    first, then = case.stages
    second = Stage(
        booking=booking,
        position=then.number,
        equipment=stage.equipment,
        configuration=stage.configuration,
    )
    lay_out(second, then, asked, held).save()
    booking.all_stages.append(second)
    replace(booking, {stage: first}, asked, held)
    ledger.take(takings(booking, [(second, then)], held))
    return second
