"""Series in the shape that programs see; instants in it are plant time."""

from datetime import timedelta
from decimal import Decimal

from bookings.actions.book_series import Round
from bookings.models import Booking, Series
from bookings.queries import local
from bookings.schemas.series import OccurrenceOut, Repeat, SeriesOut, SkippedOut


def bookings_in(series: Series) -> list[Booking]:
    """In the order of their runs; read once, or prefetched."""
    if "bookings" in getattr(series, "_prefetched_objects_cache", {}):
        rows = series.bookings.all()
    else:
        rows = series.bookings.prefetch_related("stages__equipment")
    return sorted(rows, key=lambda booking: booking.all_stages[0].run_start)


def series_out(series: Series) -> SeriesOut:
    zone = series.facility.zone
    return SeriesOut(
        id=series.pk,
        version=series.version,
        project=series.project.code,
        equipment=series.equipment.tag,
        purpose=series.purpose,
        starts_at=series.starts_at,
        hours=Decimal(series.length // timedelta(minutes=1)) / 60,
        made_at=series.made_at.astimezone(zone),
        repeat=Repeat.model_validate(series.rule),
        bookings=[
            OccurrenceOut(
                booking=booking.number,
                status=booking.status_now,
                run=local(booking.all_stages[0].run, zone),
            )
            for booking in bookings_in(series)
        ],
        skipped=[],
    )


def round_out(made: Round) -> SeriesOut:
    """With what was left out, and why."""
    zone = made.series.facility.zone
    skipped = [SkippedOut(run=local(run, zone), problems=why) for run, why in made.skipped]
    return series_out(made.series).model_copy(update={"skipped": skipped})
