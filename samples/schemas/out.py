"""How samples and their chains are told to programs."""

from datetime import datetime
from typing import Any

from pydantic import Field

from pilotbase.core.paging import Paging
from pilotbase.core.schemas import Quantity, Text, View
from samples.choices import CustodyType, SampleKind, SampleStatus, Storage


class SampleFilter(Paging):
    """Which samples; ``text`` looks into number, mark, description and batch."""

    status: SampleStatus | None = None
    kind: SampleKind | None = None
    project: Text | None = None
    run: Text | None = None
    text: Text | None = Field(None, max_length=80)


class SampleOut(View):
    """``process_time`` is an ISO 8601 duration; ``sensors`` holds text, as it was hashed."""

    number: str
    version: int
    status: SampleStatus
    kind: SampleKind
    description: str
    client_mark: str
    batch: str
    organisation: str | None
    project: str | None
    run: str | None
    equipment: str | None
    port: str
    drawn_at: datetime | None
    process_time: str | None
    sensors: dict[str, dict[str, str]]
    volume: Quantity | None
    container: str
    storage: Storage
    containment: str
    gmo: bool
    custodian: str | None
    offered_to: str | None
    registered_at: datetime
    received_at: datetime | None
    condition: str


class EventOut(View):
    """One link. ``hash`` is SHA-256 over the canonical JSON of ``covered``."""

    seq: int
    type: CustodyType
    actor: str
    actor_name: str
    counterparty: str | None
    at: datetime
    recorded_at: datetime
    facts: dict[str, Any]
    covered: dict[str, Any]
    prev_hash: str
    hash: str


class BreakOut(View):
    seq: int
    why: str


class ChainOut(View):
    sample: str
    events: list[EventOut]
    intact: bool
    broken: BreakOut | None


class DeliveryOut(View):
    samples: list[SampleOut]


class AttachmentOut(View):
    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
