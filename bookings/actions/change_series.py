"""Give all runs of a series that are still to come, or that follow one, another time or machine."""

from bookings.actions.book_series import Round
from bookings.actions.reschedule import reschedule
from bookings.choices import BookingStatus, SeriesScope, StageStatus
from bookings.models import Booking, Series
from bookings.recurrence import span_of
from bookings.schemas.booking import Rescheduling, StageMove
from bookings.schemas.series import SeriesChange
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import verb


@verb
def change_series(
    actor: Actor, series_id: int, version: int | None, request: SeriesChange
) -> Round:
    """Each is judged by every rule again. What was moved by itself, has begun or is over stays.

    Raises Missing, NotAllowed, Stale, Invalid, Refused.
    """
    series = find(Series.objects.visible_to(actor).with_all(), pk=series_id)
    actor.require(Permission.CHANGE_BOOKING)
    series.claim(version)
    changed = Round(series)
    for booking in untouched(series, to_come(series, request.scope, request.of)):
        move = _move(series, booking, request)
        body = Rescheduling.model_construct(stages=(move,), override="")
        seen, number = booking.version, booking.number
        changed.attempt(
            move.run,
            lambda n=number, v=seen, b=body: reschedule(actor, n, v, b),  # type: ignore[misc]
        )
    changed.settle(skip=request.skip_clashes)
    _say(series, request)
    after = request.model_dump(mode="json") | {"moved": [one.number for one in changed.done]}
    record(actor, "series.changed", series, after=after)
    return changed


def to_come(series: Series, scope: SeriesScope, of: str | None) -> list[Booking]:
    """Its bookings that have not begun, in order; from one on, where that was asked for."""
    rows = series.bookings.filter(
        status__in=(BookingStatus.REQUESTED, BookingStatus.CONFIRMED, BookingStatus.DISPLACED),
        stages__run_start__gt=clock.now(),
    )
    if scope == SeriesScope.FOLLOWING:
        first = refer(series.bookings.all(), "of", number=of).stages.get()
        rows = rows.filter(stages__run_start__gte=first.run_start)
    return list(rows.order_by("stages__run_start"))


def untouched(series: Series, bookings: list[Booking]) -> list[Booking]:
    """Those that are where the series put them."""
    found = []
    for booking in bookings:
        stage = booking.all_stages[0]
        alone = len(booking.all_stages) == 1 and stage.status != StageStatus.RUNNING
        if alone and series.is_as_said(stage.equipment_id, stage.run_start, stage.run.length):
            found.append(booking)
    return found


def _move(series: Series, booking: Booking, request: SeriesChange) -> StageMove:
    stage = booking.all_stages[0]
    local = series.facility.local(stage.run_start)
    if request.starts_at is not None:
        naive = local.replace(
            hour=request.starts_at.hour, minute=request.starts_at.minute, second=0, tzinfo=None
        )
        local = naive.replace(tzinfo=series.facility.zone)
    run: Span = span_of(local, request.length or series.length)
    return StageMove.model_construct(
        stage=stage.position, run=run, equipment=request.equipment or stage.equipment.tag
    )


def _say(series: Series, request: SeriesChange) -> None:
    """What holds of the series from now on: only when all of it changed."""
    if request.scope != SeriesScope.ALL:
        return
    series.starts_at = request.starts_at or series.starts_at
    series.length = request.length or series.length
    if request.equipment is not None:
        machines = Equipment.objects.filter(facility=series.facility_id)
        series.equipment = refer(machines, "equipment", tag=request.equipment)
    series.save(update_fields=["starts_at", "length", "equipment"])
