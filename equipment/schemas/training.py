"""What is said of training sessions, of assessments and of what people may do."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from equipment.choices import EnrolmentStatus, QualificationLevel, TrainingStatus
from equipment.schemas.machine import InOurTime
from pilotbase.core.paging import Paging
from pilotbase.core.schemas import Code, Command, Text, View

Email = Annotated[Text, Field(min_length=3, max_length=254)]
Remark = Annotated[Text, Field(max_length=300)]
Reason = Annotated[Text, Field(min_length=1, max_length=300)]


class TrainingData(Command):
    """A session: for which class of machines, what it leads to, when, where, for how many."""

    equipment_class: Code
    level: QualificationLevel = QualificationLevel.ALONE
    starts_at: InOurTime
    ends_at: InOurTime
    place: Annotated[Text, Field(min_length=1, max_length=120)]
    places: Annotated[int, Field(ge=1, le=200)]
    note: Annotated[Text, Field(max_length=500)] = ""


class Cancelling(Command):
    reason: Reason


class Assessment(Command):
    """What came of one person's training. Without ``level`` and ``valid_until``, as planned."""

    person: Email
    outcome: Annotated[EnrolmentStatus, Field(description="passed, failed or absent")]
    level: QualificationLevel | None = None
    valid_until: date | None = None
    note: Remark = ""


class Qualifying(Command):
    """A person is assessed without a session: at a machine, or once more in time.

    Without ``valid_from`` from today, without ``valid_until`` as long as the class says.
    """

    person: Email
    equipment_class: Code
    level: QualificationLevel = QualificationLevel.ALONE
    valid_from: date | None = None
    valid_until: date | None = None
    note: Remark = ""


class Revoking(Command):
    reason: Reason


class TrainingsWanted(Paging):
    """``coming``: only those that one can still join."""

    coming: bool = False


class QualificationsWanted(Paging):
    """``on``: those that hold on that day."""

    equipment_class: Annotated[Text, Field(max_length=16)] = ""
    person: Annotated[Text, Field(max_length=254)] = ""
    on: date | None = None


class TrainingOut(View):
    """``left`` is how many places are free; ``mine`` what became of the caller's own."""

    id: int
    equipment_class: str
    level: QualificationLevel
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int
    left: int
    note: str
    status: TrainingStatus
    mine: EnrolmentStatus | None
    version: int


class EnrolmentOut(View):
    training: int
    person: str
    status: EnrolmentStatus
    enrolled_at: datetime
    note: str


class QualificationOut(View):
    """``holds`` is whether it holds today; it is asked for on the day of a run."""

    id: int
    person: str
    equipment_class: str
    level: QualificationLevel
    valid_from: date
    valid_until: date
    revoked_on: date | None
    holds: bool
    note: str
    version: int
