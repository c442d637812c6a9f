"""Mark one of one's own notices as read. It is the reader's own mark, and leaves no other trace."""

from pilotbase.accounts.actor import Actor
from pilotbase.core.access import find
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import Notice
from pilotbase.notifications.own import who_writes
from pilotbase.notifications.telling import mark_read


@verb
def read_notice(actor: Actor, pk: int) -> Notice:
    """Raises SignedOut, NotAllowed, and Missing for another's. Reading twice is once."""
    who_writes(actor)
    notice = find(Notice.objects.visible_to(actor).select_related("facility"), pk=pk)
    if notice.read_at is None:
        mark_read(notice.user_id, [notice.pk])
        notice.refresh_from_db(fields=["read_at"])
    return notice
