"""Cancel all runs of a series that are still to come, or those that follow one."""

from bookings.actions.book_series import Round
from bookings.actions.cancel import cancel
from bookings.actions.change_series import to_come
from bookings.models import Series
from bookings.schemas.booking import Cancellation
from bookings.schemas.series import SeriesEnding
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.verbs import verb


@verb
def cancel_series(
    actor: Actor, series_id: int, version: int | None, request: SeriesEnding
) -> Round:
    """Each by the terms of cancelling. Raises Missing, NotAllowed, Stale, Invalid."""
    series = find(Series.objects.visible_to(actor).with_all(), pk=series_id)
    actor.require(Permission.CHANGE_BOOKING)
    series.claim(version)
    ended = Round(series)
    for booking in to_come(series, request.scope, request.of):
        ended.done.append(cancel(actor, booking.number, None, Cancellation(reason=request.reason)))
    after = {"cancelled": [one.number for one in ended.done]}
    record(actor, "series.cancelled", series, after=after, reason=request.reason)
    return ended
