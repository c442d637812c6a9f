"""What one may say of a run: start it, log what happens, end it; and how runs are told."""

from datetime import datetime
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bookings.choices import RunEventKind, RunOutcome
from equipment.choices import MachineState
from equipment.schemas.machine import InOurTime
from pilotbase.core.schemas import Command, Note, Text, View

StagePosition = Annotated[int, Field(ge=1, le=99)]


class StageRef(Command):
    stage: StagePosition


class Phase(Command):
    """A phase has a state; a note or an addition has a text. ``at`` is now when it is not said."""

    kind: RunEventKind = RunEventKind.PHASE
    state: MachineState | None = None
    at: InOurTime | None = None
    text: Annotated[Text, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.kind == RunEventKind.PHASE and self.state is None:
            raise ValueError(_("Say which phase begins."))
        if self.kind != RunEventKind.PHASE and (self.state is not None or not self.text):
            raise ValueError(_("A note or an addition has a text and no phase."))
        return self


class RunSheet(Command):
    """Several lines of a run's story, in the order of their times, written up at once."""

    lines: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=200)]


class Finish(Command):
    """``stage`` names the run when it is reached by its booking's number."""

    stage: StagePosition | None = None
    outcome: RunOutcome = RunOutcome.ACCEPTED
    note: Note = ""


class RunRecord(RunSheet):
    """A run that is over, written up from paper: its phases, and how its machine was left."""

    stage: StagePosition
    started_at: InOurTime
    ended_at: InOurTime
    left: MachineState
    outcome: RunOutcome = RunOutcome.ACCEPTED
    note: Note = ""


class RunLogLine(RunRecord):
    """One run of a log, by its booking's number."""

    booking: Annotated[Text, Field(min_length=1, max_length=24)]


class RunLog(Command):
    """Runs of many machines that were kept on paper, as while the network was away."""

    runs: Annotated[tuple[RunLogLine, ...], Field(min_length=1, max_length=100)]


class StageFinish(Finish):
    stage: StagePosition


class RunEventOut(View):
    kind: RunEventKind
    at: datetime
    recorded_at: datetime
    state: str | None = None
    text: str = ""


class RunOut(View):
    number: str
    version: int
    equipment: str
    booking: str
    stage: int
    project: str
    started_at: datetime
    zero_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome | None
    note: str


class RunStory(RunOut):
    events: list[RunEventOut]
