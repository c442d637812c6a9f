"""Write up a run that is over: it began, went and ended while nobody was at a screen."""

from bookings.actions.record_runs import READ, Sheet, write_up
from bookings.models import Booking, Run
from bookings.schemas.runs import RunRecord
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find, refer
from pilotbase.core.verbs import verb


@verb
def record_run(actor: Actor, number: str, said: RunRecord) -> Run:
    """The same as starting, logging and finishing it at those times, all or nothing.

    Raises as ``start_run`` and ``log_phase``, and Invalid for times that are out of order.
    """
    booking = find(Booking.objects.visible_to(actor).select_related(*READ), number=number)
    actor.require(Permission.RUN_MACHINE)
    stage = refer(booking.stages.all(), "stage", position=said.stage)
    return write_up(actor, [Sheet(booking, stage, said)])[0]
