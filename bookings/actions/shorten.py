"""Give a stage less preparation or turnaround than the rules ask, with a reason: kept and shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from bookings import ledger, placing
from bookings.actions.hand_over import judged_for, must_be_as_judged
from bookings.choices import StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingShortened
from bookings.models import Booking, Stage
from bookings.overriding import keep
from bookings.rulebook import hours
from bookings.schemas.booking import Shortening
from bookings.verdict import Held, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.schemas import Reason
from pilotbase.core.verbs import verb
from pilotbase.web import text


@verb
def shorten(actor: Actor, number: str, version: int | None, request: Shortening) -> Booking:
    """The run stays; what is given back is free for others. It only ever takes less, so that
    nothing overlaps; it stays so when the booking moves on the same machine.

    Raises Missing, NotAllowed, Invalid where it is no less, Stale, WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.DECIDE_BOOKING)
    rows = booking.stages.select_related("equipment")
    stage = refer(rows, "stage", position=request.stage)
    margins = hours(request.preparation), hours(request.turnaround)
    asked = judged_for(booking, [stage], booking.booked_by_id)
    asked = replace(asked, slots=(replace(asked.slots[0], margins=margins),))
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(version)
    must_be_as_judged(booking, [stage])
    stage = next(one for one in booking.all_stages if one.pk == stage.pk)
    less = list(_less(stage, *margins))
    case = pass_or_refuse(actor, "shorten", asked, held, request.reason)
    before = _told(stage)
    placing.replace(booking, {stage: case.stages[0]}, asked, held)
    booking.save(update_fields=["price"])
    after, why = _told(stage), request.reason
    record(actor, "booking.shortened", booking, before=before, after=after, reason=why)
    keep(actor, "shorten", booking, [*less, *case.set_aside], why)
    emit(BookingShortened(booking.pk))
    return booking


def _less(stage: Stage, preparation: timedelta, turnaround: timedelta) -> Iterator[Reason]:
    """What is set aside by it. Raises WrongStatus, and Invalid for more than there is."""
    running = stage.status == StageStatus.RUNNING
    if stage.status != StageStatus.PLANNED and not (running and preparation == stage.preparation):
        sentence = _("Stage %(stage)s is %(status)s: only what is still to come can be shortened.")
        words = {"stage": stage.position, "status": stage.get_status_display()}
        raise WrongStatus(sentence % words)
    if (preparation, turnaround) == (stage.preparation, stage.turnaround):
        raise Invalid(_("That is what it has."), field="preparation", code="unchanged")
    for name, had, wanted in (
        ("preparation", stage.preparation, preparation),
        ("turnaround", stage.turnaround, turnaround),
    ):
        if wanted > had:
            sentence = _("It has %(had)s: this can only be less.")
            detail = sentence % {"had": text.duration(had)}
            raise Invalid(detail, field=name, code="not_less")
        if wanted < had:
            yield Reason(code=name, detail=name)


def _told(stage: Stage) -> dict[str, object]:
    return {
        "stage": stage.position,
        "preparation": str(stage.preparation),
        "turnaround": str(stage.turnaround),
    }
