"""What is said of a fault: the report, how it moves on, what the staff note."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from equipment.choices import FaultStatus, Severity
from pilotbase.core.paging import Paging
from pilotbase.core.schemas import Command, Text, View

Words = Annotated[Text, Field(min_length=1, max_length=1000)]


class FaultSaid(Command):
    """``take_out``: out of service at once, by who may."""

    text: Words
    severity: Severity = Severity.HINDERS
    take_out: bool = False


class FaultMove(Command):
    """``answer`` is what whoever may see the report reads; left empty it stays as it is."""

    status: FaultStatus
    answer: Annotated[Text, Field(max_length=1000)] = ""
    take_out: bool = False


class FaultNoteSaid(Command):
    text: Words


class FaultsWanted(Paging):
    """``equipment``: of one machine; ``open``: those that are not closed."""

    equipment: Annotated[Text, Field(max_length=24)] = ""
    open: bool = False


class FaultNoteOut(View):
    at: datetime
    by: str
    text: str


class FaultOut(View):
    """``notes`` are the staff's own, and null for everyone else."""

    id: int
    equipment: str
    severity: Severity
    text: str
    answer: str
    status: FaultStatus
    reported_at: datetime
    reported_by: str
    changed_at: datetime
    closed_at: datetime | None
    notes: list[FaultNoteOut] | None
    version: int


class Following(View):
    equipment: str
    follows: bool
