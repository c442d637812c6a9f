"""Cancel a booking: what has not begun is given up, by the terms, and its time is free again."""

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.charge_unused import charge_unused
from bookings.cancelling import Fee, fees, total
from bookings.choices import BookingStatus, ChargeKind
from bookings.conduct import note_late
from bookings.errors import TermsChanged
from bookings.events import BookingEnded
from bookings.giving_up import check_notice
from bookings.models import Booking
from bookings.overriding import keep
from bookings.placing import end
from bookings.schemas.booking import Cancellation
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.web import text


@verb
def cancel(actor: Actor, number: str, version: int | None, request: Cancellation) -> Booking:
    """Give the whole booking up. ``version``, when given, is the one the actor has seen.

    What it costs by now is charged; no more than she has accepted, where she said so.
    Raises Missing, NotAllowed, Stale, WrongStatus, TermsChanged,
    and Refused where its machines ask for notice.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    ledger.lock_alone(booking.machines())
    before = booking.claim(version)
    aside = check_notice(actor, booking, request.override)
    owed = fees(booking, actor, clock.now())
    _check_accepted(request, owed)
    if before in (BookingStatus.CONFIRMED, BookingStatus.IN_USE):
        note_late(actor, booking, booking.planned_stages(), clock.now())
    end(booking, BookingStatus.CANCELLED, request.reason)
    for fee in owed:
        charge_unused(actor, booking, ChargeKind.CANCELLATION, fee)
    after = {"status": booking.status} | ({"charged": str(total(owed))} if owed else {})
    record(
        actor,
        "booking.cancelled",
        booking,
        before={"status": before},
        after=after,
        reason=request.reason,
    )
    keep(actor, "cancel", booking, aside, request.override)
    emit(BookingEnded(booking.pk))
    return booking


def _check_accepted(request: Cancellation, owed: list[Fee]) -> None:
    if request.accepted is not None and total(owed) > request.accepted:
        raise TermsChanged(
            _("Cancelling now costs %(amount)s. Look at the terms again, then decide.")
            % {"amount": text.money(total(owed))},
            field="accepted",
        )
