"""Who scans the sign on a machine: what is on now, what comes next, and check-in at the machine."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.actions.start_run import EARLY
from bookings.attending import may_run
from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Run, Stage
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.pages.machine.facts import coming, top_of

NEXT = 5  # bookings that are told


class CheckIn(NamedTuple):
    """The stage whose turn it is, and from when on it can start."""

    stage: Stage
    opens: datetime

    @property
    def is_open(self) -> bool:
        return self.opens <= clock.now()


@require_safe
def scan_machine(request: HttpRequest, tag: str) -> HttpResponse:
    """For everyone, as the machine's page is; check-in is for who may start runs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by the middleware
    rows = Equipment.objects.select_related("area", "equipment_class", "facility")
    machine, now = find(rows, tag=tag), clock.now()
    facts = {
        **top_of(actor, machine),
        "now": now,
        "run": _going(actor, machine),
        "check_in": check_in(actor, machine, now),
        "coming": [block for block in coming(actor, machine, now) if block.start > now][:NEXT],
    }
    return render(request, "pages/machine_scan.html", facts)


def check_in(actor: Actor, machine: Equipment, now: datetime) -> CheckIn | None:
    """The next planned stage on the machine, for who may start it."""
    if not (actor.may(Permission.RUN_MACHINE) or actor.may(Permission.USE_MACHINE)):
        return None
    standing = Booking.objects.visible_to(actor).filter(
        status__in=(BookingStatus.CONFIRMED, BookingStatus.IN_USE)
    )
    stages = Stage.objects.filter(
        equipment=machine, status=StageStatus.PLANNED, run_end__gt=now, booking__in=standing
    )
    related = ("booking__project", "booking__organisation", "booking__facility")
    stage = stages.select_related(*related).order_by("run_start").first()
    if stage is None or not may_run(actor, stage.booking, machine):
        return None
    return CheckIn(stage, stage.occupied.start - EARLY)


def _going(actor: Actor, machine: Equipment) -> Run | None:
    going = Run.objects.visible_to(actor).going().filter(equipment=machine)
    return going.select_related("project", "stage").first()
