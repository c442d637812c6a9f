"""What bookings refuse, by name."""

from collections.abc import Callable, Mapping

from pilotbase.core.errors import Conflict


class Refused(Conflict):
    """Booking policy says no: ``problems`` holds every reason, ``more`` the next free span.

    ``look`` finds that span. It takes longer than the rest, so it is asked when no lock is held.
    """

    code = "refused"
    look: Callable[[], Mapping[str, object]] | None = None


class TimeTaken(Conflict):
    code = "time_taken"


class UtilityShort(Conflict):
    code = "utility_short"


class TermsChanged(Conflict):
    """It costs more by now than what was accepted."""

    code = "terms_changed"


class WrongStatus(Conflict):
    """The booking, stage or run is not in a state in which that can be done."""

    code = "wrong_status"
