"""The one way to leave a trace: one entry for each verb, in its transaction."""

from collections.abc import Mapping
from typing import Protocol

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


def record(
    actor: Doer,
    verb: str,
    target: models.Model,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> None:
    """Say who did what to which row. ``before`` and ``after`` hold JSON values only."""
    AuditEntry.objects.create(
        at=clock.now(),
        actor_id=actor.person_id,
        acting_as=actor.acting_as,
        door=actor.door,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target=str(getattr(target, "number", "") or getattr(target, "tag", "") or target.pk)[:120],
        organisation_id=getattr(target, "organisation_id", None),
        facility_id=getattr(target, "facility_id", None),
        before=before,
        after=after,
        reason=reason,
    )
