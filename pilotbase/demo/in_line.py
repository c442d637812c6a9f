"""Who waits in the demonstration: for a vessel that someone else has; and the terms of conduct."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.save_conduct_terms import ConductTermsData, save_conduct_terms
from bookings.choices import BookingStatus, StageStatus
from bookings.models import Stage
from bookings.schemas.waiting import WaitRequest
from equipment.choices import Kind
from pilotbase.accounts.actor import job
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.events import quiet
from pilotbase.core.timespan import Span
from pilotbase.demo import people
from pilotbase.demo.crew import person

SOON: Final = timedelta(days=3)


def wait(now: datetime) -> None:
    """From now on: what was before the terms counts against nobody."""
    with clock.at(now), transaction.atomic(), quiet():
        save_conduct_terms(job("demo", "command"), ConductTermsData())
        _get_in_line(now)


def _get_in_line(now: datetime) -> None:
    """The scientist of another organisation wants just what the next booked vessel is taken for."""
    taken = Stage.objects.filter(
        status=StageStatus.PLANNED,
        booking__status=BookingStatus.CONFIRMED,
        equipment__equipment_class__kind=Kind.BIOREACTOR,
        run_start__gt=now + SOON,
    ).order_by("run_start", "pk")
    stage = taken.select_related("booking", "equipment").first()
    scientists = {row.place: row.email for row in people.PEOPLE if row.role == "scientist"}
    if stage is None:
        return
    others = Project.objects.filter(
        status=ProjectStatus.APPROVED, organisation__code__in=list(scientists)
    ).exclude(organisation=stage.booking.organisation_id)
    project = others.select_related("organisation").order_by("code").first()
    if project is not None:
        request = WaitRequest(
            project=project.code,
            window=Span(start=stage.run_start, end=stage.run_end),
            hours=24,
            equipment=stage.equipment.tag,
            purpose="候补：补料策略重复批",
        )
        join_wait_list(person(scientists[project.organisation.code]), request)
