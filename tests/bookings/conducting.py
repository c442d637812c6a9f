"""Terms of conduct for tests, and who falls foul of them."""

from typing import Any

from bookings.actions.release_no_show import release_no_show
from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.models import ConductTerms, Violation
from bookings.schemas.runs import StageRef
from pilotbase.core import clock
from pilotbase.records.models import Uptime
from tests.bookings.asking import at, booked
from tests.people import Cast


def terms(cast: Cast, **said: Any) -> ConductTerms:
    """Two points for not coming, four bar for a month."""
    data = ConductTermsData.model_validate(said)
    return save_conduct_terms(cast.actor("manager"), data)


def does_not_come(cast: Cast, start: float = 0, by: str = "lin") -> Violation | None:
    booking = booked(cast, ("DSC-1", start, 4), by=by)
    Uptime.objects.get_or_create(start=at(-99), end=at(9999))
    with clock.at(at(start + 2)):
        release_no_show(cast.actor("operator"), booking.number, StageRef(stage=1))
    return Violation.objects.filter(stage__booking=booking).first()
