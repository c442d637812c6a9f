"""Series for programs."""

from ninja import Header, Query, Router, Status

from bookings.actions.book_series import book_series
from bookings.actions.cancel_series import cancel_series
from bookings.actions.change_series import change_series
from bookings.models import Series
from bookings.schemas.series import SeriesChange, SeriesEnding, SeriesOut, SeriesRequest
from bookings.telling_series import round_out, series_out
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Bookings"])
Match = Header[Version | None]


@router.get("/series", response={200: Page[SeriesOut], **REFUSALS})
def list_series(request: ActedRequest, paging: Query[Paging]) -> object:
    rows = Series.objects.visible_to(request.actor).with_all()
    return page(rows.prefetch_related("bookings__stages__equipment"), paging, series_out)


@router.post("/series", response={201: SeriesOut, **REFUSALS})
def create_series(request: ActedRequest, payload: SeriesRequest) -> Status[SeriesOut]:
    return Status(201, round_out(book_series(request.actor, payload)))


@router.get("/series/{int:series_id}", response={200: SeriesOut, **REFUSALS})
@finds(Series, "pk", "series_id")
def show_series(request: ActedRequest, series_id: int) -> SeriesOut:
    return series_out(find(Series.objects.visible_to(request.actor).with_all(), pk=series_id))


@router.patch("/series/{int:series_id}", response={200: SeriesOut, **REFUSALS})
@finds(Series, "pk", "series_id")
def move_series(
    request: ActedRequest, series_id: int, payload: SeriesChange, if_match: Match = None
) -> SeriesOut:
    return round_out(change_series(request.actor, series_id, if_match, payload))


@router.post("/series/{int:series_id}/cancel", response={200: SeriesOut, **REFUSALS})
@finds(Series, "pk", "series_id")
def end_series(
    request: ActedRequest, series_id: int, payload: SeriesEnding, if_match: Match = None
) -> SeriesOut:
    return round_out(cancel_series(request.actor, series_id, if_match, payload))
