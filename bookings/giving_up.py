"""Whether a booking may be given up now: its machines may ask for notice of that."""

from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Stage
from bookings.policy.notice import cancelling
from bookings.rulebook import documents_of, notice_of
from bookings.verdict import may_override, refusal
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.schemas import Reason


def check_notice(actor: Actor, booking: Booking, override: str) -> list[Reason]:
    """What the actor sets aside by her reason. A request is withdrawn at any time, and so is what
    was displaced or is over. Raises Refused."""
    stages = _given_up(booking) if booking.status in _TAKEN else []
    machines = Equipment.objects.filter(pk__in={stage.equipment_id for stage in stages})
    notices = {pk: notice_of(said) for pk, said in documents_of(machines).items()}
    found = [
        problem
        for stage in stages
        for problem in cancelling(
            stage.equipment.tag,
            notices[stage.equipment_id],
            stage.run_start,
            clock.now(),
            booking.facility.zone,
        )
    ]
    aside = [one for one in found if override and may_override(actor, one)]
    if len(aside) < len(found):
        raise refusal([one for one in found if one not in aside], None)
    return aside


_TAKEN = frozenset({BookingStatus.CONFIRMED, BookingStatus.IN_USE})


def _given_up(booking: Booking) -> list[Stage]:
    now = clock.now()
    planned = [stage for stage in booking.all_stages if stage.status == StageStatus.PLANNED]
    return [stage for stage in planned if stage.run_end > now]
