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


B = BookingStatus
TRANSITIONS: Final[dict[BookingStatus, frozenset[BookingStatus]]] = {
    B.REQUESTED: frozenset({B.CONFIRMED, B.REJECTED, B.CANCELLED, B.EXPIRED}),
    # back to requested, when it moves and its class wants each time approved
    # completed, when nobody came for the last stage but an earlier one was done
    B.CONFIRMED: frozenset({B.IN_USE, B.CANCELLED, B.NO_SHOW, B.REQUESTED, B.COMPLETED}),
    B.IN_USE: frozenset({B.COMPLETED, B.CONFIRMED}),  # back, when later stages are still to come
    B.COMPLETED: frozenset(),
    B.REJECTED: frozenset(),
    B.CANCELLED: frozenset(),
    B.EXPIRED: frozenset(),
    B.NO_SHOW: frozenset(),
}
STANDING: Final = frozenset({B.REQUESTED, B.CONFIRMED, B.IN_USE})


class StageStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    RELEASED = "released", _("Released")


class OccupationKind(models.TextChoices):
    RUN = "run", _("Run")
    MAINTENANCE = "maintenance", _("Maintenance")
    HOLD = "hold", _("Hold")
    REQUEST = "request", _("Request")
    SERVICE = "service", _("Testing service")
    INTERNAL = "internal", _("Internal use")


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
    CORRECTION = "correction", _("Correction")
