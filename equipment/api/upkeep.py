"""Calibrations, inspections and maintenance for programs: what is due, what was done, papers."""

from django.http import HttpResponseBase
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from equipment.actions.attach_certificate import attach_certificate
from equipment.actions.record_upkeep import record_upkeep
from equipment.models import MaintenancePlan, UpkeepFile, UpkeepRecord
from equipment.schemas.upkeep import PlanOut, PlanWanted, UpkeepDone, UpkeepFileOut, UpkeepOut
from equipment.upkeep import plan_out, plans_for, upkeep_out
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.files import download
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Upkeep"])
ANY = {"responses": {200: {"description": "The file", "content": {"*/*": {}}}}}


@router.get("/maintenance-plans", response={200: Page[PlanOut], **REFUSALS})
def list_plans(request: ActedRequest, wanted: Query[PlanWanted]) -> object:
    """What comes round on the machines, and when each is due."""
    request.actor.require(Permission.SEE_PLANT)
    return page(plans_for(request.actor, wanted), wanted, plan_out, newest_first=False)


@router.get("/maintenance-plans/{code}", response={200: PlanOut, **REFUSALS})
@finds(MaintenancePlan, "code")
def show_plan(request: ActedRequest, code: str) -> PlanOut:
    rows = MaintenancePlan.objects.visible_to(request.actor).select_related("equipment")
    return plan_out(find(rows, code=code))


@router.get("/maintenance-plans/{code}/records", response={200: Page[UpkeepOut], **REFUSALS})
@finds(MaintenancePlan, "code")
def list_records(request: ActedRequest, code: str, paging: Query[Paging]) -> object:
    plan = find(MaintenancePlan.objects.visible_to(request.actor), code=code)
    rows = plan.records.select_related("plan").prefetch_related("files")
    return page(rows, paging, upkeep_out)


@router.post("/maintenance-plans/{code}/records", response={201: UpkeepOut, **REFUSALS})
@finds(MaintenancePlan, "code")
def post_record(request: ActedRequest, code: str, payload: UpkeepDone) -> Status[UpkeepOut]:
    """It was done; the plan is due anew."""
    return Status(201, upkeep_out(record_upkeep(request.actor, code, payload)))


@router.post("/upkeep-records/{int:record}/files", response={201: UpkeepFileOut, **REFUSALS})
@finds(UpkeepRecord, "pk", "record")
def post_certificate(
    request: ActedRequest, record: int, file: File[UploadedFile]
) -> Status[UpkeepFileOut]:
    """The certificate, up to 50 MB."""
    kept = attach_certificate(request.actor, record, file.name or "", file.chunks())
    return Status(201, UpkeepFileOut.model_validate(kept))


@router.get("/upkeep-files/{int:file}", response=REFUSALS, openapi_extra=ANY)
@finds(UpkeepFile, "pk", "file")
def get_certificate(request: ActedRequest, file: int) -> HttpResponseBase:
    row = find(UpkeepFile.objects.visible_to(request.actor), pk=file)
    return download(row.path, row.name, row.media_type)
