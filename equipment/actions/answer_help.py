"""Write in a request for help: the plant's people answer, the tenant says more."""

from equipment.events import HelpChanged
from equipment.models import HelpMessage, HelpThread
from equipment.schemas.help import HelpSaid
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def answer_help(actor: Actor, thread_id: int, command: HelpSaid) -> HelpMessage:
    """Opens it again when it was closed. Raises Missing, NotAllowed."""
    seen = find(HelpThread.objects.visible_to(actor), pk=thread_id)
    by_staff = require_side(actor)
    thread = lock(HelpThread.objects.select_related("equipment"), [seen.pk])[seen.pk]
    now = clock.now()
    message = HelpMessage.objects.create(
        thread=thread, at=now, by=actor.person(), by_staff=by_staff, text=command.text
    )
    thread.said_at, thread.closed_at, thread.waits_for_staff = now, None, not by_staff
    thread.version += 1
    thread.save(update_fields=["said_at", "closed_at", "waits_for_staff", "version"])
    record(actor, "helpthread.answered", thread)
    emit(HelpChanged(thread.pk))
    return message


def require_side(actor: Actor) -> bool:
    """Whether she speaks for the plant. Raises NotAllowed when she may speak for neither."""
    by_staff = actor.facility is not None
    actor.require(Permission.SERVE_MACHINE if by_staff else Permission.USE_MACHINE)
    return by_staff
