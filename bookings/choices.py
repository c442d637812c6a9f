"""The words of booking: what a booking, an occupation, a run and a charge can be."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_USE = "in_use", _("In use")
    COMPLETED = "completed", _("Completed")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    NO_SHOW = "no_show", _("Not shown up")
    DISPLACED = "displaced", _("Displaced")


B = BookingStatus
TRANSITIONS: Final[dict[BookingStatus, frozenset[BookingStatus]]] = {
    B.REQUESTED: frozenset({B.CONFIRMED, B.REJECTED, B.CANCELLED, B.EXPIRED}),
    # back to requested, when it moves and its class wants each time approved
    # completed, when nobody came for the last stage but an earlier one was done
    # displaced, when a run before it takes its time; confirmed again, when it has another
    B.CONFIRMED: frozenset(
        {B.IN_USE, B.CANCELLED, B.NO_SHOW, B.REQUESTED, B.COMPLETED, B.DISPLACED}
    ),
    # back, when later stages are still to come
    B.IN_USE: frozenset({B.COMPLETED, B.CONFIRMED, B.DISPLACED}),
    B.DISPLACED: frozenset({B.CONFIRMED, B.CANCELLED}),
    B.COMPLETED: frozenset(),
    B.REJECTED: frozenset(),
    B.CANCELLED: frozenset(),
    B.EXPIRED: frozenset(),
    B.NO_SHOW: frozenset(),
}
STANDING: Final = frozenset({B.REQUESTED, B.CONFIRMED, B.IN_USE, B.DISPLACED})


class Approver(models.TextChoices):
    """Who must approve a request, in this order."""

    ORGANISATION = "organisation", _("Organisation manager")
    BIOSAFETY = "biosafety", _("Biosafety officer")
    PLATFORM = "platform", _("Platform manager")


class ViolationKind(models.TextChoices):
    NO_SHOW = "no_show", _("Did not come")
    LATE_CANCEL = "late_cancel", _("Cancelled late")
    OVERBOOKED = "overbooked", _("Booked more than twice what was used")


class ViolationStatus(models.TextChoices):
    STANDING = "standing", _("Counts")
    APPEALED = "appealed", _("Appealed against")
    UPHELD = "upheld", _("Upheld")
    LIFTED = "lifted", _("Lifted")


VIOLATION_TRANSITIONS: Final[dict[ViolationStatus, frozenset[ViolationStatus]]] = {
    ViolationStatus.STANDING: frozenset({ViolationStatus.APPEALED}),
    ViolationStatus.APPEALED: frozenset({ViolationStatus.UPHELD, ViolationStatus.LIFTED}),
    ViolationStatus.UPHELD: frozenset(),
    ViolationStatus.LIFTED: frozenset(),
}


class Every(models.TextChoices):
    """How a series comes round."""

    DAY = "day", _("Every day, or every so many")
    WEEK = "week", _("Every week, or every so many, on these days")
    MONTH_DAY = "month_day", _("Every month on the same day of the month")
    MONTH_WEEKDAY = "month_weekday", _("Every month on the same weekday of the month")


class SeriesScope(models.TextChoices):
    FOLLOWING = "following", _("This one and all that follow")
    ALL = "all", _("All that are still to come")


class WaitStatus(models.TextChoices):
    WAITING = "waiting", _("In line")
    OFFERED = "offered", _("Offered")
    TAKEN = "taken", _("Taken")
    LAPSED = "lapsed", _("Not taken in time")
    LEFT = "left", _("Given up")
    OVER = "over", _("Its time is over")


WAIT_TRANSITIONS: Final[dict[WaitStatus, frozenset[WaitStatus]]] = {
    WaitStatus.WAITING: frozenset({WaitStatus.OFFERED, WaitStatus.LEFT, WaitStatus.OVER}),
    WaitStatus.OFFERED: frozenset({WaitStatus.TAKEN, WaitStatus.LAPSED, WaitStatus.LEFT}),
    WaitStatus.TAKEN: frozenset(),
    WaitStatus.LAPSED: frozenset(),
    WaitStatus.LEFT: frozenset(),
    WaitStatus.OVER: frozenset(),
}


class StageStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    RELEASED = "released", _("Released")
    DISPLACED = "displaced", _("Displaced")


TO_COME: Final = (StageStatus.PLANNED, StageStatus.DISPLACED)
MOVABLE: Final = (*TO_COME, StageStatus.RUNNING)  # of what runs, the end


class OccupationKind(models.TextChoices):
    RUN = "run", _("Run")
    MAINTENANCE = "maintenance", _("Maintenance")
    HOLD = "hold", _("Hold")
    REQUEST = "request", _("Request")
    SERVICE = "service", _("Testing service")
    INTERNAL = "internal", _("Internal use")


class Giving(models.TextChoices):
    """What becomes of a booking that stands where maintenance is to be."""

    MOVE = "move", _("Move it to where it fits soonest")
    CANCEL = "cancel", _("Cancel it, and tell its owner")
    AROUND = "around", _("Leave it: split the maintenance around it")


class RunOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    FAILED = "failed", _("Failed")
    ABORTED = "aborted", _("Aborted")


class RunEventKind(models.TextChoices):
    PHASE = "phase", _("Phase")
    NOTE = "note", _("Note")
    ADDITION = "addition", _("Addition")


class ChargeKind(models.TextChoices):
    MACHINE_TIME = "machine_time", _("Machine time")
    TEST = "test", _("Test")
    CANCELLATION = "cancellation", _("Late cancellation")
    NO_SHOW = "no_show", _("Nobody came")
    CORRECTION = "correction", _("Correction")
    PAYMENT = "payment", _("Payment")  # below zero


class RuleScope(models.TextChoices):
    """Whose bookings a document of rules is about, the widest first."""

    FACILITY = "facility", _("Facility")
    AREA = "area", _("Area")
    CLASS = "class", _("Equipment class")
    MACHINE = "machine", _("Machine")


class Act(models.TextChoices):
    """What notice is asked for."""

    NEW = "new", _("New")
    CHANGE = "change", _("Changed")
    CANCEL = "cancel", _("Cancelled")


class Trait(models.TextChoices):
    """What of a project's work the next on a machine may have to be kept from."""

    ORGANISM = "organism", _("Organism")
    GMO = "gmo", _("Genetically modified")
    CONTAINMENT = "containment", _("Containment")
    SOLVENT = "solvent", _("Solvents")


class QuotaOf(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    PROJECT = "project", _("Project")


class QuotaCounts(models.TextChoices):
    HOURS = "hours", _("hours")
    BOOKINGS = "bookings", _("bookings")


class QuotaWindow(models.TextChoices):
    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    YEAR = "year", _("a year")
    AHEAD = "ahead", _("at a time, still to come")
