"""What one says of violations, and how they are told."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bookings.choices import ViolationKind, ViolationStatus
from pilotbase.core.schemas import Command, Text, View

Words = Annotated[Text, Field(min_length=1, max_length=500)]


class Appeal(Command):
    text: Words


class AppealDecision(Command):
    """``lifted``: it does not count any more; else it stands."""

    lifted: bool
    reason: Words


class ViolationOut(View):
    id: int
    kind: ViolationKind
    status: ViolationStatus
    points: int
    person: str
    booking: str
    equipment: str
    at: datetime
    appeal: str
    decision: str
