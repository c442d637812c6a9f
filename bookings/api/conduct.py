"""Violations and appeals for programs."""

from ninja import Query, Router

from bookings.actions.appeal import appeal
from bookings.actions.decide_appeal import decide_appeal
from bookings.models import Violation
from bookings.schemas.conduct import Appeal, AppealDecision, ViolationOut
from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.paging import Page, Paging, page
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Bookings"])


@router.get("/violations", response={200: Page[ViolationOut], **REFUSALS})
def list_violations(request: ActedRequest, paging: Query[Paging]) -> object:
    rows = Violation.objects.visible_to(request.actor).with_all()
    return page(rows, paging, violation_out)


@router.post("/violations/{int:violation_id}/appeal", response={200: ViolationOut, **REFUSALS})
@finds(Violation, "pk", "violation_id")
def appeal_against(request: ActedRequest, violation_id: int, payload: Appeal) -> ViolationOut:
    return violation_out(appeal(request.actor, violation_id, payload))


@router.post("/violations/{int:violation_id}/decide", response={200: ViolationOut, **REFUSALS})
@finds(Violation, "pk", "violation_id")
def decide_it(request: ActedRequest, violation_id: int, payload: AppealDecision) -> ViolationOut:
    return violation_out(decide_appeal(request.actor, violation_id, payload))


def violation_out(row: Violation) -> ViolationOut:
    return ViolationOut(
        id=row.pk,
        kind=row.kind,
        status=row.status,
        points=row.points,
        person=row.user.email,
        booking=row.stage.booking.number,
        equipment=row.stage.equipment.tag,
        at=row.at.astimezone(row.facility.zone),
        appeal=row.appeal,
        decision=row.decision,
    )
