"""Who must approve a request, in order; and what waits for whom.

The chain of a booking is asked of its classes and of the rules of their places when it is made,
and again when it is asked for anew. It stands in its row, so that who is asked does not change
under way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from bookings.cases import Asked
from bookings.choices import Approver, BookingStatus
from bookings.errors import WrongStatus
from bookings.models import Booking, Decision
from bookings.models.booking import BookingQuerySet
from bookings.queries import queued
from bookings.rulebook import approval_of
from bookings.verdict import Held
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed

PERMITS: Final[Mapping[Approver, Permission]] = {
    Approver.ORGANISATION: Permission.ENDORSE_BOOKING,
    Approver.BIOSAFETY: Permission.CLEAR_BOOKING,
    Approver.PLATFORM: Permission.DECIDE_BOOKING,
}


@dataclass(frozen=True)
class Chain:
    """Who must approve, the first first, and how long they have for it together."""

    approvers: tuple[Approver, ...]
    time: timedelta

    def begin(self, booking: Booking) -> None:
        """The booking, unsaved, is with the first of them."""
        booking.approvers = [str(one) for one in self.approvers]
        booking.waits_for = self.approvers[0]


def chain_for(actor: Actor, asked: Asked, held: Held) -> Chain | None:
    """None: it is booked at once."""
    asks = {pk: asks_on(actor, asked, held.machines[pk]) for pk in asked.machines}
    steps = {step for asked_of in asks.values() for step in asked_of}
    if not steps:
        return None
    times = [held.machines[pk].equipment_class.request_expires for pk, of in asks.items() if of]
    return Chain(tuple(one for one in Approver if one in steps), min(times))


def asks_on(actor: Actor, asked: Asked, machine: Equipment) -> set[Approver]:
    """Who must approve time on a machine. A tenant's manager approves hers by asking for it."""
    project, documents = asked.project, asked.documents.get(machine.pk, ())
    approval = approval_of(machine.equipment_class, documents)
    asks = {step for step, least in approval.items() if project.containment >= least}
    own = actor.organisation_id == project.organisation_id
    by_asking = own and actor.holds(Permission.ENDORSE_BOOKING)
    return asks - {Approver.ORGANISATION} if by_asking else asks


def steps_of(actor: Actor) -> list[Approver]:
    """Those on which she decides, whatever her token covers."""
    return [step for step, permission in PERMITS.items() if actor.holds(permission)]


def queue(actor: Actor) -> BookingQuerySet:
    """What waits for her decision, the first that ends undecided first."""
    return queued(actor).waiting_for(steps_of(actor), clock.now()).order_by("expires_at", "pk")


def may_decide(actor: Actor, booking: Booking) -> bool:
    return booking.step is not None and actor.may(PERMITS[booking.step])


def require_one(actor: Actor) -> None:
    """Raises NotAllowed for whoever decides on nothing."""
    if not steps_of(actor):
        actor.require(Permission.DECIDE_BOOKING)


def require_step(actor: Actor, booking: Booking, seen: Approver | None) -> Approver:
    """The step that is hers to decide. ``seen``: the one that she means to.

    Raises NotAllowed, WrongStatus when it is decided.
    """
    held = steps_of(actor)
    actor.require(PERMITS[held[0]] if held else Permission.DECIDE_BOOKING)
    step = booking.step
    if step is None or (seen is not None and seen != step):
        raise decided(booking)
    if step not in held:
        words = {"number": booking.number, "who": step.label}
        raise NotAllowed(
            _("%(number)s is with someone else now (%(who)s): it is not yours to decide.") % words,
            code="not_your_step",
        )
    return step


def must_be_at(booking: Booking, step: Approver) -> None:
    """Under the lock: nobody was quicker. Raises WrongStatus, which says who."""
    if booking.step != step:
        raise decided(booking)


def decided(booking: Booking) -> WrongStatus:
    last = booking.decisions.select_related("made_by").last()
    status = booking.status_now
    words = {"number": booking.number, "status": status.label, "who": last and last.made_by.name}
    if last is None or status == BookingStatus.EXPIRED:
        return WrongStatus(_("Booking %(number)s is %(status)s: this cannot be done now.") % words)
    if booking.step is not None:
        words["next"] = booking.step.label
        sentence = _("%(who)s has decided that already: %(number)s is with the next (%(next)s).")
        return WrongStatus(sentence % words)
    return WrongStatus(_("%(who)s has decided that already: %(number)s is %(status)s.") % words)


def say(actor: Actor, booking: Booking, step: Approver, *, approved: bool, reason: str) -> None:
    """Write down what she decided."""
    booking.decided_by, booking.decided_at = actor.person(), clock.now()
    Decision.objects.create(
        booking=booking,
        step=step,
        approved=approved,
        reason=reason,
        at=booking.decided_at,
        made_by=booking.decided_by,
    )


def pass_on(actor: Actor, booking: Booking, reason: str) -> None:
    """It is with the next of the chain."""
    before, booking.waits_for = booking.waits_for, booking.steps_left[0]
    booking.save(update_fields=["waits_for", "decided_by", "decided_at"])
    after = {"waits_for": booking.waits_for}
    record(
        actor, "booking.endorsed", booking, before={"waits_for": before}, after=after, reason=reason
    )
