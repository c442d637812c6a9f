"""Series for tests: a centrifuge for four hours each Monday."""

from typing import Any

from bookings.actions.book_series import Round, book_series
from bookings.schemas.series import SeriesRequest
from tests.bookings.asking import run
from tests.people import Cast


def weekly(count: int = 4, **more: Any) -> dict[str, Any]:
    said = {"project": "P-0004", "equipment": "DSC-1", "first": run(0, 4)}
    return {**said, "repeat": {"every": "week", "count": count}, **more}


def a_series(cast: Cast, count: int = 4, **more: Any) -> Round:
    return book_series(cast.actor("lin"), SeriesRequest.model_validate(weekly(count, **more)))
