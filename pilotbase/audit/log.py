"""The one way to leave a trace: one entry for each verb, in its transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db import models

from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock

Facts = Mapping[str, object]


class Doer(Protocol):
    """What the log must know of who acted: a person, a gateway or a job."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def acting_as(self) -> str: ...
    @property
    def door(self) -> str: ...


class Trace(NamedTuple):
    """One entry's facts. ``before`` and ``after`` hold JSON values only."""

    verb: str
    target: models.Model
    before: Facts | None = None
    after: Facts | None = None
    reason: str = ""


def record(
    actor: Doer,
    verb: str,
    target: models.Model,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> None:
    """Say who did what to which row."""
    _entry(actor, Trace(verb, target, before, after, reason), clock.now()).save(force_insert=True)


def record_all(actor: Doer, traces: Iterable[Trace]) -> None:
    """The same of many rows that one verb made or changed, in that order."""
    now = clock.now()
    AuditEntry.objects.bulk_create(_entry(actor, trace, now) for trace in traces)


def _entry(actor: Doer, trace: Trace, now: datetime) -> AuditEntry:
    target = trace.target
    return AuditEntry(
        at=now,
        actor_id=actor.person_id,
        acting_as=actor.acting_as,
        door=actor.door,
        verb=trace.verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target=str(getattr(target, "number", "") or getattr(target, "tag", "") or target.pk)[:120],
        organisation_id=getattr(target, "organisation_id", None),
        facility_id=getattr(target, "facility_id", None),
        before=trace.before,
        after=trace.after,
        reason=trace.reason,
    )
