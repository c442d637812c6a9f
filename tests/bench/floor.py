"""The application with two bare endpoints beside it, for bench_booking to measure against.

``/api/floor/same`` is the floor: a plain ninja endpoint behind the same sign-in by token that does
by the ORM what a booking must do at the least: read whom and what it is for, lock, check, insert,
audit. ``/api/floor/four`` does four statements for anyone: lock, check, one insert, audit.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.urls import include, path
from ninja import NinjaAPI, Schema, Status
from pydantic import AwareDatetime

from bookings.models import Booking, Occupation, Stage, UtilityDraw
from equipment.models import Equipment, Utility
from pilotbase.accounts.api import authenticated
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.records.models import NumberSequence

floor = NinjaAPI(urls_namespace="floor")


class Asked(Schema):
    project: str
    equipment: str
    start: AwareDatetime
    end: AwareDatetime


class Answer(Schema):
    number: str
    price: Decimal


@floor.post("/same", response={201: Answer}, auth=authenticated)
def book_barely(request: HttpRequest, payload: Asked) -> Any:
    lin = request.actor.user  # type: ignore[attr-defined]
    with transaction.atomic():
        visible = Project.objects.select_related("organisation", "facility")
        project = visible.get(code=payload.project, organisation=request.actor.organisation)  # type: ignore[attr-defined]
        machine = _locked(payload.equipment)
        steam = Utility.objects.select_for_update(no_key=True).get(code="steam")
        start, end = payload.start - timedelta(hours=8), payload.end + timedelta(hours=8)
        if _taken(machine, start, end) or _drawn(steam, start) + 57 > steam.capacity:
            return Status(409, None)
        NumberSequence.objects.filter(kind="floor").update(last=F("last") + 1)
        number = f"F-{NumberSequence.objects.values_list('last', flat=True).get(kind='floor')}"
        booking = Booking.objects.create(
            number=number,
            facility=project.facility,
            organisation=project.organisation,
            project=project,
            booked_by=lin,
            made_at=clock.now(),
            asked_at=clock.now(),
            status="confirmed",
            price=Decimal(15200),
            price_class="external",
        )
        stage = Stage.objects.create(
            booking=booking,
            position=1,
            equipment=machine,
            run_start=payload.start,
            run_end=payload.end,
        )
        occupation = Occupation.objects.create(
            machine=machine, stage=stage, kind="run", start=start, end=end
        )
        UtilityDraw.objects.create(
            occupation=occupation,
            utility=steam,
            amount=57,
            start=start,
            end=start + timedelta(hours=1),
        )
        _audit(booking, lin.pk)
    return Status(201, {"number": number, "price": booking.price})


@floor.post("/four", response={201: Answer})
def four_statements(request: HttpRequest, payload: Asked) -> Any:
    with transaction.atomic():
        machine = _locked(payload.equipment)
        if _taken(machine, payload.start, payload.end):
            return Status(409, None)
        row = Occupation.objects.create(
            machine=machine, kind="run", start=payload.start, end=payload.end
        )
        _audit(row, None)
    return Status(201, {"number": str(row.pk), "price": Decimal(0)})


def _locked(tag: str) -> Equipment:
    return Equipment.objects.select_for_update(no_key=True).get(tag=tag)


def _taken(machine: Equipment, start: datetime, end: datetime) -> bool:
    rows = Occupation.objects.filter(machine=machine, active=True)
    return rows.filter(start__lt=end, end__gt=start).exists()


def _drawn(utility: Utility, at: datetime) -> Decimal:
    rows = UtilityDraw.objects.filter(utility=utility, start__gt=at - timedelta(days=7))
    meanwhile = rows.filter(start__lt=at + timedelta(hours=1), end__gt=at)
    return meanwhile.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _audit(row: Any, person: int | None) -> None:
    AuditEntry.objects.create(
        at=clock.now(),
        actor_id=person,
        door="api",
        verb="bench",
        target_type="x",
        target_id=str(row.pk),
        target="x",
        after={"start": "2027-01-11T08:00:00+08:00"},
    )


urlpatterns = [path("api/floor/", floor.urls), path("", include("pilotbase.urls"))]
