"""Programs start, log and end runs, and read them."""

from typing import Any

from ninja import Query, Router, Status

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phase import log_phase
from bookings.actions.record_run import record_run
from bookings.actions.record_runs import record_runs
from bookings.actions.start_run import start_run
from bookings.models import Booking, Run, RunEvent
from bookings.schemas.runs import (
    Phase,
    RunEventOut,
    RunLog,
    RunOut,
    RunRecord,
    RunStory,
    StageFinish,
    StageRef,
)
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.access import find
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS, Text

router = Router(tags=["Runs"])


class RunsWanted(Paging):
    equipment: Text = ""
    going: bool | None = None


@router.post("/bookings/{number}/start", response={201: RunOut, **REFUSALS})
@finds(Booking, "number")
def start(request: ActedRequest, number: str, payload: StageRef) -> Status[dict[str, Any]]:
    return Status(201, _run(start_run(request.actor, number, payload)))


@router.post("/bookings/{number}/record", response={201: RunOut, **REFUSALS})
@finds(Booking, "number")
def write_up(request: ActedRequest, number: str, payload: RunRecord) -> Status[dict[str, Any]]:
    """Write up a run that is over: it went while nobody was at a screen."""
    return Status(201, _run(record_run(request.actor, number, payload)))


@router.post("/runs/records", response={201: list[RunOut], **REFUSALS})
def write_up_all(request: ActedRequest, payload: RunLog) -> Status[list[dict[str, Any]]]:
    """Write up a log of runs that are over, of many machines, all or none."""
    return Status(201, [_run(run) for run in record_runs(request.actor, payload)])


@router.post("/bookings/{number}/finish", response={200: RunOut, **REFUSALS})
@finds(Booking, "number")
def finish(request: ActedRequest, number: str, payload: StageFinish) -> dict[str, Any]:
    return _run(finish_run(request.actor, number, payload))


@router.post("/runs/{number}/phases", response={201: RunEventOut, **REFUSALS})
@finds(Run, "number")
def log(request: ActedRequest, number: str, payload: Phase) -> Status[RunEvent]:
    """Log a phase that begins, an addition or a note."""
    return Status(201, log_phase(request.actor, number, payload))


@router.get("/runs", response={200: Page[RunOut], **REFUSALS})
def list_runs(request: ActedRequest, asked: Query[RunsWanted]) -> dict[str, Any]:
    rows = _rows(request)
    if asked.equipment:
        rows = rows.filter(equipment__tag=asked.equipment)
    if asked.going is not None:
        rows = rows.filter(ended_at__isnull=asked.going)
    return page(rows, asked, _run)


@router.get("/runs/{number}", response={200: RunStory, **REFUSALS})
@finds(Run, "number")
def read_run(request: ActedRequest, number: str) -> dict[str, Any]:
    run = find(_rows(request), number=number)
    return {**_run(run), "events": list(run.events.all())}


def _rows(request: ActedRequest) -> Any:
    related = ("equipment", "project", "stage__booking")
    return Run.objects.visible_to(request.actor).select_related(*related)


def _run(run: Run) -> dict[str, Any]:
    return {
        "number": run.number,
        "version": run.version,
        "equipment": run.equipment.tag,
        "booking": run.stage.booking.number,
        "stage": run.stage.position,
        "project": run.project.code,
        "started_at": run.started_at,
        "zero_at": run.zero_at,
        "ended_at": run.ended_at,
        "outcome": run.outcome or None,
        "note": run.note,
    }
