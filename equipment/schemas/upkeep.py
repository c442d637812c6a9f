"""What is said of a machine's upkeep: the plan, and what was done."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from equipment.choices import PlanKind, UpkeepResult
from equipment.schemas.plant import Tag
from pilotbase.accounts.schemas import Slug
from pilotbase.core.paging import Paging
from pilotbase.core.schemas import Command, Name, Text, View

Days = Annotated[int, Field(ge=1, le=3660)]


class PlanData(Command):
    """``due_on`` is the last day on which what was done last still holds."""

    code: Slug
    equipment: Tag
    kind: PlanKind
    name_zh: Name
    name_en: Name
    every_days: Days = 365
    due_on: date
    instructions: Annotated[Text, Field(max_length=500)] = ""


class UpkeepDone(Command):
    """Without ``valid_until`` it holds as long as the plan says, counted from the day."""

    done_on: date
    result: UpkeepResult
    by: Annotated[Text, Field(min_length=1, max_length=120)]
    certificate: Annotated[Text, Field(max_length=80)] = ""
    valid_until: date | None = None
    note: Annotated[Text, Field(max_length=500)] = ""


class PlanWanted(Paging):
    """``equipment``: of one machine; ``due_by``: what is due on that day or before."""

    equipment: Annotated[Text, Field(max_length=24)] = ""
    due_by: date | None = None


class PlanOut(View):
    code: str
    equipment: str
    kind: PlanKind
    name_zh: str
    name_en: str
    every_days: int
    due_on: date
    instructions: str
    version: int


class UpkeepFileOut(View):
    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


class UpkeepOut(BaseModel):
    """One time that a plan was carried out, with its papers."""

    id: int
    plan: str
    done_on: date
    result: UpkeepResult
    by: str
    certificate: str
    valid_until: date
    note: str
    recorded_at: datetime
    files: list[UpkeepFileOut]
