"""How notices are told to programs."""

from datetime import datetime

from pydantic import BaseModel, Field

from pilotbase.core.schemas import View


class NoticeOut(View):
    """``text`` is in the reader's language, or the one that Accept-Language asks for."""

    id: int
    kind: str
    text: str
    href: str
    at: datetime
    read_at: datetime | None


class ReadOut(View):
    """How many notices were new until now."""

    read: int


class Which(BaseModel):
    unread: bool = Field(default=False, description="Only those that are not read yet.")
