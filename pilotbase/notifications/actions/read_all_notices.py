"""Mark all of one's own notices as read."""

from pilotbase.accounts.actor import Actor
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import Notice
from pilotbase.notifications.own import who_writes
from pilotbase.notifications.telling import mark_read


@verb
def read_all_notices(actor: Actor) -> int:
    """Returns how many were new. Raises SignedOut and NotAllowed."""
    person = who_writes(actor)
    unread = list(Notice.objects.visible_to(actor).unread().values_list("pk", flat=True))
    if unread:
        mark_read(person.pk, unread)
    return len(unread)
