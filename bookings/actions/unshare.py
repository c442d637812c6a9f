"""End someone's part in a booking: judged again, where only her qualification let it pass."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.hand_over import judged_for, must_be_as_judged, stages_to_judge
from bookings.events import BookingShared
from bookings.models import Booking
from bookings.overriding import keep_override
from bookings.schemas.booking import Sharing
from bookings.verdict import Held, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def unshare(actor: Actor, number: str, version: int | None, request: Sharing) -> Booking:
    """The booking stays its owner's, whose rules are asked without her.

    Raises Missing, NotAllowed, Invalid for who takes no part, Stale, WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    others = {one.user.email: one.user_id for one in booking.all_collaborators}
    if request.who not in others:
        sentence = _("%(who)s takes no part in %(number)s.")
        words = {"who": request.who, "number": number}
        raise Invalid(sentence % words, field="who", code="missing")
    gone = others.pop(request.who)
    stages = stages_to_judge(booking)
    asked = judged_for(booking, stages, booking.booked_by_id)
    asked = replace(asked, beside=tuple(others.values()))
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(version)
    must_be_as_judged(booking, stages)
    case = pass_or_refuse(actor, "unshare", asked, held, request.override)
    booking.collaborators.filter(user=gone).delete()
    del booking.all_collaborators
    record(actor, "booking.left", booking, before={"who": request.who}, reason=request.override)
    keep_override(actor, "unshare", booking, case, request.override)
    emit(BookingShared(booking.pk, gone, joined=False))
    return booking
