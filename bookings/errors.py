"""What bookings refuse, by name."""

from pilotbase.core.errors import Conflict


class Refused(Conflict):
    """Booking policy says no: ``problems`` holds every reason, ``more`` the next free span."""

    code = "refused"


class TimeTaken(Conflict):
    code = "time_taken"


class UtilityShort(Conflict):
    code = "utility_short"


class WrongStatus(Conflict):
    """The booking, stage or run is not in a state in which that can be done."""

    code = "wrong_status"
