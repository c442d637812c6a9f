"""End one of one's own calendar feeds: from now on its address holds nothing."""

from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import CalendarFeed


@verb
def revoke_feed(actor: Actor, pk: int) -> CalendarFeed:
    """Raises SignedOut, and Missing for another's. Revoking twice is once."""
    actor.person()
    feed = find(CalendarFeed.objects.visible_to(actor), pk=pk)
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        record(actor, "feed.revoked", feed, after={"machine": feed.machine})
    return feed
