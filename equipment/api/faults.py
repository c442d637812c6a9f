"""Faults for programs: reported, moved on, noted, followed."""

from ninja import Header, Query, Router, Status

from equipment.actions.follow_machine import follow_machine, unfollow_machine
from equipment.actions.move_fault import move_fault
from equipment.actions.note_fault import note_fault
from equipment.actions.report_fault import report_fault
from equipment.faults import fault_out, faults_for
from equipment.models import Equipment, FaultReport
from equipment.schemas.faults import (
    FaultMove,
    FaultNoteSaid,
    FaultOut,
    FaultSaid,
    FaultsWanted,
    Following,
)
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.access import find
from pilotbase.core.paging import Page, page
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Faults"])


@router.get("/faults", response={200: Page[FaultOut], **REFUSALS})
def list_faults(request: ActedRequest, wanted: Query[FaultsWanted]) -> object:
    """One's organisation's reports; for the plant's staff everyone's."""
    rows = faults_for(request.actor, wanted)
    return page(rows, wanted, lambda row: fault_out(request.actor, row))


@router.post("/equipment/{tag}/faults", response={201: FaultOut, **REFUSALS})
@finds(Equipment, "tag")
def post_fault(request: ActedRequest, tag: str, payload: FaultSaid) -> Status[FaultOut]:
    return Status(201, fault_out(request.actor, report_fault(request.actor, tag, payload)))


@router.get("/faults/{int:fault}", response={200: FaultOut, **REFUSALS})
@finds(FaultReport, "pk", "fault")
def show_fault(request: ActedRequest, fault: int) -> FaultOut:
    return fault_out(request.actor, find(faults_for(request.actor, FaultsWanted()), pk=fault))


@router.patch("/faults/{int:fault}", response={200: FaultOut, **REFUSALS})
@finds(FaultReport, "pk", "fault")
def patch_fault(
    request: ActedRequest,
    fault: int,
    payload: FaultMove,
    if_match: Header[Version | None] = None,
) -> FaultOut:
    """It moves on; see the reference of statuses for the steps."""
    return fault_out(request.actor, move_fault(request.actor, fault, if_match, payload))


@router.post("/faults/{int:fault}/notes", response={201: FaultOut, **REFUSALS})
@finds(FaultReport, "pk", "fault")
def post_note(request: ActedRequest, fault: int, payload: FaultNoteSaid) -> Status[FaultOut]:
    """For the plant's own people."""
    return Status(201, fault_out(request.actor, note_fault(request.actor, fault, payload).report))


@router.post("/equipment/{tag}/follow", response={200: Following, **REFUSALS})
@finds(Equipment, "tag")
def post_follow(request: ActedRequest, tag: str) -> Following:
    """Be told of its faults."""
    return Following(equipment=follow_machine(request.actor, tag).tag, follows=True)


@router.post("/equipment/{tag}/unfollow", response={200: Following, **REFUSALS})
@finds(Equipment, "tag")
def post_unfollow(request: ActedRequest, tag: str) -> Following:
    return Following(equipment=unfollow_machine(request.actor, tag).tag, follows=False)
