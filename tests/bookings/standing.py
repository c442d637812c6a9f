"""Bookings that stand in the ledger already: rows, without the verbs that would make them."""

from datetime import datetime, timedelta
from typing import Any

from bookings.choices import Approver, BookingStatus, OccupationKind
from bookings.models import Booking, Occupation, Stage
from equipment.models import Equipment
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Project, User
from pilotbase.core import clock


def a_booking(  # a booking of one stage, its occupation with it
    project: Project, machine: Equipment, start: datetime, end: datetime, **more: Any
) -> Booking:
    number = f"B-2026-{Booking.objects.count() + 1:06}"
    status = more.get("status", BookingStatus.CONFIRMED)
    booking = Booking.objects.create(
        number=number,
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        booked_by=User.objects.order_by("pk")[0],
        made_at=clock.now(),
        asked_at=clock.now(),
        purpose=more.get("purpose", "fed-batch 3"),
        status=status,
        price=0,
        price_class=PriceClass.EXTERNAL,
        waits_for=Approver.PLATFORM if status == BookingStatus.REQUESTED else "",
    )
    a_stage(booking, machine, start, end, **more)
    return booking


def a_stage(
    booking: Booking, machine: Equipment, start: datetime, end: datetime, **more: Any
) -> Stage:
    stage = Stage.objects.create(
        booking=booking,
        position=booking.stages.count() + 1,
        equipment=machine,
        run_start=start,
        run_end=end,
        preparation=more.get("preparation", machine.equipment_class.preparation),
        turnaround=more.get("turnaround", machine.equipment_class.turnaround),
    )
    Occupation.objects.create(
        machine=machine,
        stage=stage,
        organisation=booking.organisation,
        kind=more.get("kind", OccupationKind.RUN),
        start=start - stage.preparation,
        end=end + stage.turnaround,
        lapses_at=more.get("lapses_at"),
    )
    return stage


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
