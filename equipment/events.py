"""What equipment tells the apps above it, and the live pages."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StateChanged:
    """A machine entered a state (the newest entry of its log changed)."""

    equipment_id: int
    state: str


@dataclass(frozen=True)
class ReadingsArrived:
    """One batch of a gateway was stored: the newest value of each tag it touched."""

    equipment_id: int
    newest: tuple[tuple[int, float], ...]  # tag id, value


@dataclass(frozen=True)
class AlarmChanged:
    alarm_id: int


@dataclass(frozen=True)
class ServiceChanged:
    """A machine was taken out of service or came back."""

    equipment_id: int


@dataclass(frozen=True)
class SilenceChanged:
    """A machine's gateway fell silent, or spoke again."""

    equipment_id: int


@dataclass(frozen=True)
class UpkeepRecorded:
    """A machine was calibrated, inspected or maintained; its plan is due anew."""

    record_id: int


@dataclass(frozen=True)
class QualificationGiven:
    """A person was assessed: she may work on machines of a class."""

    qualification_id: int


@dataclass(frozen=True)
class QualificationRevoked:
    """A person may no longer work on machines of a class on the strength of this."""

    qualification_id: int


@dataclass(frozen=True)
class TrainingCancelled:
    """A training session will not be held; those who are enrolled want to know."""

    session_id: int


@dataclass(frozen=True)
class FaultReported:
    """Something is said to be wrong with a machine; see ``faults.listeners`` for who is told."""

    report_id: int


@dataclass(frozen=True)
class FaultChanged:
    """A fault report moved on, or was answered."""

    report_id: int


@dataclass(frozen=True)
class HelpChanged:
    """Somebody asked for help with a machine, or answered."""

    thread_id: int


@dataclass(frozen=True)
class WatchChanged:
    """An organisation began to watch a machine, or may no longer."""

    equipment_id: int
    organisation_id: int


@dataclass(frozen=True)
class EquipmentRetires:
    """A machine will not be offered from ``day`` on; who still needs it may refuse."""

    equipment_id: int
    day: date


@dataclass(frozen=True)
class ClassRetires:
    """No machine of a class will be offered from ``day`` on; who still needs one may refuse."""

    class_id: int
    day: date


@dataclass(frozen=True)
class UtilityRetires:
    """Nothing will draw on a utility from ``day`` on; who still needs it may refuse."""

    utility_id: int
    day: date
