"""Let a colleague take part in a booking: she sees it as hers, and checks in where she may."""

from django.utils.translation import gettext as _

from bookings.attending import member, partners
from bookings.attending import share as write
from bookings.errors import WrongStatus
from bookings.events import BookingShared
from bookings.models import Booking
from bookings.schemas.booking import MOST_COLLABORATORS, Sharing
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def share(actor: Actor, number: str, version: int | None, request: Sharing) -> Booking:
    """She is of its organisation and may book for it.

    Raises Missing, NotAllowed, Invalid for who may not, Stale, WrongStatus: she takes part
    already, there are too many, or it is over.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    who = member(booking.organisation_id, request.who, "who")
    booking.claim(version)
    booking.must_stand()
    there = partners(booking.pk)
    words = {"name": who.name, "number": booking.number, "most": MOST_COLLABORATORS}
    if who.pk in (*there, booking.booked_by_id):
        raise WrongStatus(_("%(name)s takes part in %(number)s already.") % words, field="who")
    if len(there) >= MOST_COLLABORATORS:
        raise WrongStatus(
            _("At most %(most)s people take part beside whoever booked it.") % words,
            field="who",
            code="too_many",
        )
    write(booking, [who.pk])
    record(actor, "booking.shared", booking, after={"who": who.email})
    emit(BookingShared(booking.pk, who.pk, joined=True))
    return booking
