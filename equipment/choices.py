"""The state sets of machines, and what each state means to whom.

One log of states yields SEMI E10 time, 有效机时 and the public face; this table is the mapping.
Sources: SEMI E10 basic states; ISA-88 operations; the ministry's form for effective hours.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    BIOREACTOR = "bioreactor", _("Bioreactor")
    SKID = "skid", _("Skid")
    DRYER = "dryer", _("Dryer")
    INSTRUMENT = "instrument", _("Instrument")


class E10(models.TextChoices):
    """The six basic states of SEMI E10; they are mutually exclusive and cover all time."""

    PRD = "PRD", _("Productive")
    SBY = "SBY", _("Standby")
    ENG = "ENG", _("Engineering")
    SDT = "SDT", _("Scheduled down")
    UDT = "UDT", _("Unscheduled down")
    NST = "NST", _("Non-scheduled")


class Effective(models.TextChoices):
    """The part of 有效机时 a state counts as: preparation, use, or post-processing."""

    PRE = "pre", _("Preparation")
    RUN = "run", _("Run")
    POST = "post", _("Post-processing")
    NONE = "none", _("Not effective")


class PublicState(models.TextChoices):
    """All that strangers learn of a machine."""

    FREE = "free", _("Free")
    OCCUPIED = "occupied", _("Occupied")
    OUT_OF_SERVICE = "out_of_service", _("Out of service")
    OFFLINE = "offline", _("Offline")


class MachineState(models.TextChoices):
    OFFLINE = "OFFLINE", _("Offline")
    IDLE = "IDLE", _("Idle")
    IDLE_CLEAN = "IDLE_CLEAN", _("Idle, clean")
    IDLE_DIRTY = "IDLE_DIRTY", _("Idle, to be cleaned")
    SETUP = "SETUP", _("Set-up")
    CIP = "CIP", _("Cleaning in place")
    SIP = "SIP", _("Sterilising in place")
    STERILE_HOLD = "STERILE_HOLD", _("Sterile hold")
    INOCULATION = "INOCULATION", _("Inoculation")
    GROWTH = "GROWTH", _("Batch growth")
    FEED = "FEED", _("Feeding")
    INDUCE = "INDUCE", _("Induction")
    HOLD = "HOLD", _("Hold")
    HARVEST = "HARVEST", _("Harvest")
    KILL = "KILL", _("Inactivation")
    LOADING = "LOADING", _("Loading")
    FREEZING = "FREEZING", _("Freezing")
    DRYING = "DRYING", _("Drying")
    UNLOADING = "UNLOADING", _("Unloading")
    RUNNING = "RUNNING", _("Running")
    FAULT = "FAULT", _("Fault")
    MAINTENANCE = "MAINTENANCE", _("Maintenance")
    CALIBRATION = "CALIBRATION", _("Calibration")
    ENGINEERING = "ENGINEERING", _("Internal trial")
    CLOSED = "CLOSED", _("Closed")


@dataclass(frozen=True)
class Meaning:
    """``e10`` is None where the state says nothing new (OFFLINE keeps the last known)."""

    e10: E10 | None
    effective: Effective
    public: PublicState
    letter: str = ""  # inside a solid phase; by language in ``letter_zh``
    letter_zh: str = ""

    @property
    def in_run(self) -> bool:
        return self.effective == Effective.RUN


_FREE, _TAKEN = PublicState.FREE, PublicState.OCCUPIED
_OUT, _GONE = PublicState.OUT_OF_SERVICE, PublicState.OFFLINE
S = MachineState

MEANINGS: Final[dict[MachineState, Meaning]] = {
    S.OFFLINE: Meaning(None, Effective.NONE, _GONE),
    S.IDLE: Meaning(E10.SBY, Effective.NONE, _FREE),
    S.IDLE_CLEAN: Meaning(E10.SBY, Effective.NONE, _FREE),
    S.IDLE_DIRTY: Meaning(E10.SBY, Effective.NONE, _FREE),
    S.SETUP: Meaning(E10.SDT, Effective.PRE, _TAKEN),
    S.CIP: Meaning(E10.SDT, Effective.POST, _TAKEN),
    S.SIP: Meaning(E10.SDT, Effective.PRE, _TAKEN),
    S.STERILE_HOLD: Meaning(E10.SBY, Effective.PRE, _TAKEN),
    S.INOCULATION: Meaning(E10.PRD, Effective.RUN, _TAKEN, "I", "接"),
    S.GROWTH: Meaning(E10.PRD, Effective.RUN, _TAKEN, "G", "批"),
    S.FEED: Meaning(E10.PRD, Effective.RUN, _TAKEN, "F", "补"),
    S.INDUCE: Meaning(E10.PRD, Effective.RUN, _TAKEN, "D", "诱"),
    S.HOLD: Meaning(E10.PRD, Effective.RUN, _TAKEN),
    S.HARVEST: Meaning(E10.PRD, Effective.RUN, _TAKEN, "H", "放"),
    S.KILL: Meaning(E10.PRD, Effective.POST, _TAKEN),
    S.LOADING: Meaning(E10.SDT, Effective.PRE, _TAKEN),
    S.FREEZING: Meaning(E10.PRD, Effective.RUN, _TAKEN, "F", "冻"),
    S.DRYING: Meaning(E10.PRD, Effective.RUN, _TAKEN, "D", "干"),
    S.UNLOADING: Meaning(E10.PRD, Effective.POST, _TAKEN),
    S.RUNNING: Meaning(E10.PRD, Effective.RUN, _TAKEN, "R", "运"),
    S.FAULT: Meaning(E10.UDT, Effective.NONE, _OUT),
    S.MAINTENANCE: Meaning(E10.SDT, Effective.NONE, _OUT),
    S.CALIBRATION: Meaning(E10.SDT, Effective.NONE, _OUT),
    S.ENGINEERING: Meaning(E10.ENG, Effective.RUN, _TAKEN),
    S.CLOSED: Meaning(E10.NST, Effective.NONE, _OUT),
}

_DOWN = (S.FAULT, S.MAINTENANCE, S.CALIBRATION, S.ENGINEERING, S.CLOSED, S.OFFLINE)
_FERMENT = (S.INOCULATION, S.GROWTH, S.FEED, S.INDUCE, S.HOLD, S.HARVEST, S.KILL)

STATE_SETS: Final[dict[Kind, tuple[MachineState, ...]]] = {
    Kind.BIOREACTOR: (
        *(S.IDLE_CLEAN, S.IDLE_DIRTY, S.CIP, S.SIP, S.STERILE_HOLD),
        *_FERMENT,
        *_DOWN,
    ),
    Kind.SKID: (S.IDLE_CLEAN, S.IDLE_DIRTY, S.SETUP, S.RUNNING, S.HOLD, S.CIP, *_DOWN),
    Kind.DRYER: (
        *(S.IDLE_CLEAN, S.IDLE_DIRTY, S.LOADING, S.FREEZING, S.DRYING, S.HOLD, S.UNLOADING),
        *(S.CIP, *_DOWN),
    ),
    Kind.INSTRUMENT: (S.IDLE, S.SETUP, S.RUNNING, *_DOWN),
}

# The phases an operator may log in a run, in the usual order.
RUN_PHASES: Final[dict[Kind, tuple[MachineState, ...]]] = {
    Kind.BIOREACTOR: (S.CIP, S.SIP, S.STERILE_HOLD, *_FERMENT),
    Kind.SKID: (S.SETUP, S.RUNNING, S.HOLD, S.CIP),
    Kind.DRYER: (S.LOADING, S.FREEZING, S.DRYING, S.HOLD, S.UNLOADING, S.CIP),
    Kind.INSTRUMENT: (S.SETUP, S.RUNNING),
}


class Quality(models.TextChoices):
    """OPC UA's three classes; a value that is too old is shown as stale besides."""

    GOOD = "good", _("Good")
    UNCERTAIN = "uncertain", _("Uncertain")
    BAD = "bad", _("Bad")


class Source(models.TextChoices):
    GATEWAY = "gateway", _("Gateway")
    PERSON = "person", _("Person")
    SYSTEM = "system", _("System")


class UtilityPhase(models.TextChoices):
    PREPARATION = "preparation", _("Preparation")
    RUN = "run", _("Run")
    TURNAROUND = "turnaround", _("Turnaround")


class FeeUnit(models.TextChoices):
    HOUR = "hour", pgettext_lazy("unit of a fee", "hour")
    DAY = "day", pgettext_lazy("unit of a fee", "day")
    RUN = "run", pgettext_lazy("unit of a fee", "run")
    BATCH = "batch", _("batch")


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class PlanKind(models.TextChoices):
    CALIBRATION = "calibration", _("Calibration")
    INSPECTION = "inspection", _("Statutory inspection")
    MAINTENANCE = "maintenance", _("Maintenance")


# What a machine may not be used without: pressure vessels are inspected by law.
LAPSING: Final = (PlanKind.CALIBRATION, PlanKind.INSPECTION)


class UpkeepResult(models.TextChoices):
    PASSED = "passed", _("Passed")
    ADJUSTED = "adjusted", _("Passed after adjustment")
    FAILED = "failed", _("Failed")


class QualificationLevel(models.TextChoices):
    """How one may work on a machine, the most that one may first."""

    ALONE = "alone", _("Works alone")
    ASSISTED = "assisted", _("With an operator")


class TrainingStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class EnrolmentStatus(models.TextChoices):
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")
    ABSENT = "absent", _("Did not come")


# What a trainer may say of someone who is enrolled.
OUTCOMES: Final = (EnrolmentStatus.PASSED, EnrolmentStatus.FAILED, EnrolmentStatus.ABSENT)
TRAINING_TRANSITIONS: Final[dict[TrainingStatus, frozenset[TrainingStatus]]] = {
    TrainingStatus.PLANNED: frozenset({TrainingStatus.HELD, TrainingStatus.CANCELLED}),
    TrainingStatus.HELD: frozenset(),
    TrainingStatus.CANCELLED: frozenset(),
}
ENROLMENT_TRANSITIONS: Final[dict[EnrolmentStatus, frozenset[EnrolmentStatus]]] = {
    EnrolmentStatus.ENROLLED: frozenset({EnrolmentStatus.WITHDRAWN, *OUTCOMES}),
    EnrolmentStatus.WITHDRAWN: frozenset({EnrolmentStatus.ENROLLED}),
    EnrolmentStatus.PASSED: frozenset(),
    EnrolmentStatus.FAILED: frozenset(),
    EnrolmentStatus.ABSENT: frozenset(),
}


class Severity(models.TextChoices):
    """How bad a fault is for whoever wants to run, as the one who reports sees it."""

    STOPS = "stops", _("Cannot be used")
    HINDERS = "hinders", _("Can be used with care")
    MINOR = "minor", _("Does not hinder")


class FaultStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("fault", "Reported")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    IN_REPAIR = "in_repair", _("Being repaired")
    RESOLVED = "resolved", _("Resolved")
    REJECTED = "rejected", _("No fault")


FAULT_OPEN: Final = (FaultStatus.OPEN, FaultStatus.ACKNOWLEDGED, FaultStatus.IN_REPAIR)
FAULT_TRANSITIONS: Final[dict[FaultStatus, frozenset[FaultStatus]]] = {
    FaultStatus.OPEN: frozenset(set(FaultStatus) - {FaultStatus.OPEN}),
    FaultStatus.ACKNOWLEDGED: frozenset(
        {FaultStatus.IN_REPAIR, FaultStatus.RESOLVED, FaultStatus.REJECTED}
    ),
    FaultStatus.IN_REPAIR: frozenset({FaultStatus.ACKNOWLEDGED, FaultStatus.RESOLVED}),
    FaultStatus.RESOLVED: frozenset({FaultStatus.IN_REPAIR}),  # it came back
    FaultStatus.REJECTED: frozenset(),
}
