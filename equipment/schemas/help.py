"""What is said in a request for help."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from equipment.schemas.machine import InOurTime
from pilotbase.core.paging import Paging
from pilotbase.core.schemas import Command, Text, View

Message = Annotated[Text, Field(min_length=1, max_length=2000)]


class HelpAsked(Command):
    """``at``: about when on the machine; without it, now."""

    text: Message
    at: InOurTime | None = None


class HelpSaid(Command):
    text: Message


class HelpWanted(Paging):
    """``open``: those that are not closed."""

    open: bool = False


class HelpMessageOut(View):
    at: datetime
    by: str
    by_staff: bool
    text: str


class HelpOut(View):
    id: int
    equipment: str
    at: datetime
    opened_at: datetime
    waits_for_staff: bool
    closed_at: datetime | None
    messages: list[HelpMessageOut]
