"""Close a request for help: there is nothing more to say."""

from equipment.actions.answer_help import require_side
from equipment.models import HelpThread
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def close_help(actor: Actor, thread_id: int) -> HelpThread:
    """By either side; twice is as once. Raises Missing, NotAllowed."""
    seen = find(HelpThread.objects.visible_to(actor), pk=thread_id)
    require_side(actor)
    thread = lock(HelpThread.objects.select_related("equipment"), [seen.pk])[seen.pk]
    if thread.closed_at is not None:
        return thread
    thread.closed_at, thread.waits_for_staff = clock.now(), False
    thread.version += 1
    thread.save(update_fields=["closed_at", "waits_for_staff", "version"])
    record(actor, "helpthread.closed", thread)
    return thread
