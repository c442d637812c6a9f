"""Places in the wait list for tests: a vessel that is taken, and who waits for it."""

from typing import Any

from bookings.actions.join_wait_list import join_wait_list
from bookings.models import WaitEntry
from bookings.schemas.waiting import WaitRequest
from tests.bookings.asking import run
from tests.people import Cast


def wanting(start: float = 0, within: float = 96, hours: float = 48, **more: Any) -> dict[str, Any]:
    """A body: so many hours within that window, on BR300-1 where nothing else is said."""
    what = {} if "equipment_class" in more else {"equipment": "BR300-1"}
    said = {"project": "P-0004", "window": run(start, within), "hours": str(hours)}
    return {**said, **what, **more}


def waits(cast: Cast, *times: float, by: str = "lin", **more: Any) -> WaitEntry:
    request = WaitRequest.model_validate(wanting(*times, **more))
    return join_wait_list(cast.actor(by), request)
