"""Holds what a test report says, frozen as issued, item by item of ISO/IEC 17025:2017, 7.8.2-7.8.8.

Strings stand as they are printed, both languages as issued; numbers are strings, so that nothing
is ever a float. The digest covers what is signed, not the signatures.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from samples.measurement.values import Comparison, DecisionRule, Qualifier, Verdict

UNSIGNED: Final = {"signatures", "issued_at", "verify_url"}  # come after the signing, or are it
DOMAIN: Final = b"pilotbase/report/1|"


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"{zone} is no time zone")
    return zone


Instant = Annotated[AwareDatetime, AfterValidator(_utc)]


class Frozen(BaseModel):
    """Never changes once it is composed, and knows no other fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """The same words in both languages; where one is empty the other stands for it."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


class Laboratory(Frozen):
    name: Words
    address: Words
    phone: str = ""


class Client(Frozen):
    name: Words
    contact: str = ""
    address: Words = Words()


class Accreditation(Frozen):
    """A certificate whose mark may stand: valid on the issue date, with a result in its scope."""

    kind: Literal["CMA", "CNAS"]
    number: str


class ProcessValue(Frozen):
    """A sensor's value at the moment of sampling."""

    label: Words
    value: str
    unit: str = ""
    simulated: bool = False


class ReportedSample(Frozen):
    """An item tested (7.8.2.1 g, h). What the client said of it is marked as theirs (7.8.2.2)."""

    number: str
    description: Words
    client_mark: str = ""
    batch: str = ""
    run: str = ""  # the run it was drawn from, where not all items share one
    container: Words = Words()
    condition: Words = Words()
    condition_note: Words = Words()  # how the condition differed from what was asked
    received_at: Instant | None = None
    sampled_at: Instant | None = None
    sampled_by: Literal["laboratory", "client"] = "laboratory"
    process_minutes: int | None = Field(default=None, ge=0)  # since inoculation
    process_values: tuple[ProcessValue, ...] = ()


class ReportedMethod(Frozen):
    """How one analyte was measured (7.8.2.1 f); LOD and LOQ in ``unit``, as printed."""

    code: str
    analyte: Words
    principle: Words = Words()
    document: str = ""
    edition: str = ""
    unit: str = ""
    lod: str = ""
    loq: str = ""
    in_scope: bool = True
    subcontractor: Words = Words()


class Flag(StrEnum):
    """What a reader must know of a result before using it."""

    CLIENT_DATA = "client_data"
    OUT_OF_SCOPE = "out_of_scope"
    SUBCONTRACTED = "subcontracted"
    CONDITION = "condition"
    CHANGED = "changed"


class ReportedResult(Frozen):
    """One analyte of one sample (7.8.2.1 m; 7.8.3.1 b, c; 7.8.6)."""

    sample: str
    method: str
    analyte: Words
    value: str
    unit: str = ""
    qualifier: Qualifier = Qualifier.NONE
    loq: str = ""
    limit: str = ""
    decision_rule: DecisionRule = DecisionRule.SIMPLE
    uncertainty: str = ""  # U, in ``unit``
    k: str = "2"
    verdict: Verdict = Verdict.NONE
    flags: tuple[Flag, ...] = ()


class RunFacts(Frozen):
    """The run the samples were drawn from: its number is the batch, the booking made room for it.

    A report composed before runs were named here has no ``number``; its digest stays as it was.
    """

    number: str = ""
    booking: str
    equipment: str
    equipment_name: Words = Words()
    purpose: str = ""  # the client's words
    started_at: Instant | None = None
    ended_at: Instant | None = None


class Sampling(Frozen):
    """Where the laboratory sampled: plan and method (7.8.2.1 k; 7.8.5)."""

    plan: Words = Words()
    method: Words = Words()


class CustodySummary(Frozen):
    """The chain of one sample as it stood when the report was composed."""

    sample: str
    events: int = Field(ge=1)
    intact: bool
    last_hash: str


class Change(Frozen):
    """One line of an amended report: what, was, is, why (7.8.8)."""

    item: Words
    was: str
    now: str
    reason: Words


class Role(StrEnum):
    """Who answers for what, in the order in which they sign."""

    TEST = "test"
    REVIEW = "review"
    APPROVE = "approve"


class Signature(Frozen):
    """An electronic signature: who, when, with what meaning, over which digest.

    Without a digest it is no signature but a record of who did it.
    """

    role: Role
    name: Words
    post: Words = Words()
    meaning: Words
    at: Instant
    digest: str = ""


class ReportContent(Frozen):
    """All of a report. A field added later has a default, and a default never changes."""

    schema_version: Literal[1] = 1
    title: Words = Words(zh="检测报告", en="Test Report")
    number: str = Field(min_length=1, max_length=40)
    revision: int = Field(default=0, ge=0)
    replaces: str = ""
    replaced_issued_on: date | None = None
    changes: tuple[Change, ...] = ()
    lab: Laboratory
    performed_at: Words
    client: Client
    category: Words = Words(zh="委托检测", en="Commissioned test")
    subject: Words
    project: str = ""
    run: RunFacts | None = None
    samples: tuple[ReportedSample, ...] = Field(min_length=1)
    methods: tuple[ReportedMethod, ...] = Field(min_length=1)
    results: tuple[ReportedResult, ...] = Field(min_length=1)
    specification: Words = Words()  # where the limits come from
    comparison: Comparison = Comparison.FULL
    tested_from: date
    tested_to: date
    sampling: Sampling = Sampling()
    environment: Words = Words()
    deviations: tuple[Words, ...] = ()
    opinion: Words = Words()
    statements: tuple[Words, ...] = Field(min_length=1)
    custody: tuple[CustodySummary, ...] = ()
    accreditation: Accreditation | None = None
    zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    demonstration: bool = False
    signatures: tuple[Signature, ...] = ()
    issued_at: Instant | None = None
    verify_url: str = ""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if len({s.number for s in self.samples}) != len(self.samples):
            raise ValueError("a sample stands in a report once")
        tested = {r.sample for r in self.results}
        if tested != {s.number for s in self.samples}:
            raise ValueError("a report names the samples that were tested, and no other")
        if {r.method for r in self.results} - {m.code for m in self.methods}:
            raise ValueError("every result needs its method in the report")
        if bool(self.revision) != bool(self.replaces):
            raise ValueError("a revision, and only a revision, replaces another report")
        if self.tested_from > self.tested_to:
            raise ValueError("testing ends after it begins")
        return self

    def local(self, at: datetime) -> datetime:
        """An instant on the laboratory's clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def signature(self, role: Role) -> Signature | None:
        """The latest signature in ``role``."""
        return next((s for s in reversed(self.signatures) if s.role is role), None)


def canonical(content: ReportContent) -> bytes:
    """The signed part of ``content``: UTF-8 JSON, keys sorted, no spaces, no floats.

    Fields that keep their default are left out, so that a field added later changes no digest.
    RFC 8785 in spirit; instants in UTC.
    """
    said = content.model_dump(mode="json", exclude=UNSIGNED, exclude_defaults=True)
    said["schema_version"] = content.schema_version
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: ReportContent) -> str:
    """SHA-256 over what is signed, as "v1:" and 64 hexadecimal figures."""
    return f"v1:{hashlib.sha256(DOMAIN + canonical(content)).hexdigest()}"
