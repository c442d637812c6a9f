"""What goes in and out when reports are composed, signed, issued and verified."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from pilotbase.core.schemas import Code, Command, Note, Text, View
from samples.choices import Language, ReportStatus
from samples.schemas.testing import Pin


class ReportWanted(Command):
    """A report on the reviewed results of these samples, in this order."""

    samples: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)]
    language: Language = Language.BOTH
    deviations: Note = ""
    opinion: Note = ""
    environment: Annotated[Text, Field(max_length=120)] = ""


class Signing(Command):
    meaning: Literal["approve"] = "approve"


class SigningIn(Signing):
    pin: Pin = ""

    @property
    def command(self) -> Signing:
        return Signing(meaning=self.meaning)


class Nothing(Command):
    """A body without anything in it."""


class SignatureOut(View):
    meaning: str
    name_zh: str
    name_en: str
    role: str
    at: datetime
    content_digest: str
    digest: str


class ReportBrief(View):
    number: str
    version: int
    revision: int
    status: ReportStatus
    language: Language
    organisation: str
    project: str | None
    composed_at: datetime
    composed_by: str
    digest: str
    issued_at: datetime | None
    sha256: str | None  # of the file, once it is issued
    verify: str | None  # where anyone may check it


class ReportOut(ReportBrief):
    samples: list[str]
    signatures: list[SignatureOut]


class Laboratory(View):
    zh: str
    en: str


class Signed(View):
    """A signature, without its signer."""

    meaning: str
    at: datetime
    content_digest: str
    digest: str


class Verification(View):
    """Whether a report is genuine and current; nothing of what it says."""

    genuine: bool
    current: bool
    number: str
    revision: int
    status: ReportStatus
    issued_at: datetime
    laboratory: Laboratory
    sha256: str
    content_digest: str
    signatures: list[Signed]
    replaced_by: str | None
    file_matches: bool | None  # None: no file was asked about
