"""Machines over JSON: what stands here, what it does and measures, and what is said of it."""

from ninja import Query, Router

from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.report_states import report_states
from equipment.actions.return_to_service import return_to_service
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.capabilities import Vocabulary
from equipment.faces import of, one, with_parts
from equipment.models import Alarm, Equipment
from equipment.queries import alarm_out, machine_out, machine_shown
from equipment.schemas.machine import (
    AlarmOut,
    MachineOut,
    MachineShown,
    ReadingReport,
    StateReport,
    TakingOut,
    TrendsOut,
    TrendWanted,
    Verdict,
)
from equipment.telemetry.seen import trends_for
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Equipment"])


@router.get("/equipment", response={200: Page[MachineOut], **REFUSALS}, auth=None)
def list_equipment(request: ActedRequest, paging: Query[Paging]) -> object:
    """Every machine that serves, and whether it is free. Public."""
    now = clock.now()
    rows = with_parts(Equipment.objects.visible_to(request.actor).serving(now), now)
    words = Vocabulary()
    return page(rows, paging, lambda row: machine_out(of(row, now), words), newest_first=False)


@router.get("/equipment/{tag}", response={200: MachineShown, **REFUSALS}, auth=None)
@finds(Equipment, "tag")
def show_equipment(request: ActedRequest, tag: str) -> MachineShown:
    """One machine; what it does now is told to who may watch it."""
    machine = find(Equipment.objects.visible_to(request.actor), tag=tag)
    return machine_shown(request.actor, one(machine.pk))


@router.post("/equipment/{tag}/states", response={200: Verdict, **REFUSALS})
@finds(Equipment, "tag")
def post_states(request: ActedRequest, tag: str, payload: StateReport) -> Verdict:
    """A batch of state changes. Each is accepted or rejected by itself."""
    return report_states(request.actor, tag, payload)


@router.post("/equipment/{tag}/readings", response={200: Verdict, **REFUSALS})
@finds(Equipment, "tag")
def post_readings(request: ActedRequest, tag: str, payload: ReadingReport) -> Verdict:
    """A batch of readings. Each is accepted or rejected by itself."""
    return ingest_readings(request.actor, tag, payload)


@router.get("/equipment/{tag}/readings", response={200: TrendsOut, **REFUSALS})
@finds(Equipment, "tag")
def read_readings(request: ActedRequest, tag: str, asked: Query[TrendWanted]) -> TrendsOut:
    """Trends over ``[from, to)`` with their lowest and highest kept; a gap is a point of nulls."""
    machine = find(Equipment.objects.visible_to(request.actor), tag=tag)
    return trends_for(request.actor, machine, asked)


@router.post("/equipment/{tag}/out-of-service", response={200: MachineOut, **REFUSALS})
@finds(Equipment, "tag")
def post_out_of_service(request: ActedRequest, tag: str, payload: TakingOut) -> MachineOut:
    return machine_out(one(take_out_of_service(request.actor, tag, payload).pk))


@router.post("/equipment/{tag}/return-to-service", response={200: MachineOut, **REFUSALS})
@finds(Equipment, "tag")
def post_return_to_service(request: ActedRequest, tag: str) -> MachineOut:
    return machine_out(one(return_to_service(request.actor, tag).pk))


@router.post("/alarms/{int:alarm}/acknowledge", response={200: AlarmOut, **REFUSALS})
@finds(Alarm, "pk", "alarm")
def post_acknowledge(request: ActedRequest, alarm: int) -> AlarmOut:
    return alarm_out(acknowledge_alarm(request.actor, alarm))
