"""Keep the terms of conduct: how many points what costs, and when they bar from booking."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bookings.models import ConductTerms
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core.schemas import Command
from pilotbase.core.verbs import verb

Points = Annotated[int, Field(ge=0, le=100)]
Threshold = Annotated[int, Field(ge=1, le=1000)]
Days = Annotated[int, Field(ge=1, le=1000)]
Hours = Annotated[Decimal, Field(ge=0, le=8760, decimal_places=2)]


class ConductTermsData(Command):
    """``late_notice`` in hours."""

    no_show: Points = 2
    late_cancel: Points = 1
    overbooked: Points = 1
    late_notice: Hours = Decimal(48)
    warn_at: Threshold = 2
    block_at: Threshold = 4
    window_days: Days = 180
    block_days: Days = 30


@verb
def save_conduct_terms(
    actor: Actor, data: ConductTermsData, version: int | None = None
) -> ConductTerms:
    """Said again, they are said anew; what was noted keeps its points. Raises NotAllowed."""
    actor.require(Permission.MANAGE_PLANT)
    values = data.model_dump() | {"late_notice": timedelta(minutes=int(data.late_notice * 60))}
    terms, _made = ConductTerms.objects.update_or_create(
        facility=facility_of(actor), defaults=values
    )
    record(actor, "conductterms.said", terms, after=data.model_dump(mode="json"))
    return terms
