"""Training sessions and qualifications for programs."""

from ninja import Header, Query, Router, Status

from equipment.actions.assess_training import assess_training
from equipment.actions.cancel_training import cancel_training
from equipment.actions.enrol import enrol
from equipment.actions.qualify import qualify
from equipment.actions.revoke_qualification import revoke_qualification
from equipment.actions.save_training import save_training
from equipment.actions.withdraw_enrolment import withdraw_enrolment
from equipment.models import EquipmentQualification, TrainingSession
from equipment.qualifications import qualification_out, qualifications_for
from equipment.schemas.training import (
    Assessment,
    Cancelling,
    EnrolmentOut,
    QualificationOut,
    QualificationsWanted,
    Qualifying,
    Revoking,
    TrainingData,
    TrainingOut,
    TrainingsWanted,
)
from equipment.trainings import enrolment_out, training_out, trainings_for, trainings_out
from pilotbase.accounts.api import finds
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.access import find
from pilotbase.core.paging import Page, page
from pilotbase.core.schemas import REFUSALS, Version

router = Router(tags=["Training"])


@router.get("/trainings", response={200: Page[TrainingOut], **REFUSALS})
def list_trainings(request: ActedRequest, wanted: Query[TrainingsWanted]) -> object:
    """The sessions one may join, the newest offered first."""
    rows = trainings_for(request.actor, wanted)
    return page(rows, wanted, trainings_out(request.actor, rows))


@router.post("/trainings", response={201: TrainingOut, **REFUSALS})
def post_training(request: ActedRequest, payload: TrainingData) -> Status[TrainingOut]:
    return Status(201, training_out(request.actor, save_training(request.actor, payload)))


@router.get("/trainings/{int:training}", response={200: TrainingOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def show_training(request: ActedRequest, training: int) -> TrainingOut:
    row = find(TrainingSession.objects.visible_to(request.actor), pk=training)
    return training_out(request.actor, row)


@router.patch("/trainings/{int:training}", response={200: TrainingOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def patch_training(
    request: ActedRequest,
    training: int,
    payload: TrainingData,
    if_match: Header[Version | None] = None,
) -> TrainingOut:
    """All of it is said anew; who is enrolled keeps the place."""
    row = save_training(request.actor, payload, training, if_match)
    return training_out(request.actor, row)


@router.post("/trainings/{int:training}/cancel", response={200: TrainingOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def post_cancel_training(
    request: ActedRequest,
    training: int,
    payload: Cancelling,
    if_match: Header[Version | None] = None,
) -> TrainingOut:
    row = cancel_training(request.actor, training, if_match, payload)
    return training_out(request.actor, row)


@router.post("/trainings/{int:training}/enrol", response={200: EnrolmentOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def post_enrol(request: ActedRequest, training: int) -> EnrolmentOut:
    return enrolment_out(enrol(request.actor, training))


@router.post("/trainings/{int:training}/withdraw", response={200: EnrolmentOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def post_withdraw(request: ActedRequest, training: int) -> EnrolmentOut:
    return enrolment_out(withdraw_enrolment(request.actor, training))


@router.post("/trainings/{int:training}/assessments", response={200: EnrolmentOut, **REFUSALS})
@finds(TrainingSession, "pk", "training")
def post_assessment(request: ActedRequest, training: int, payload: Assessment) -> EnrolmentOut:
    """Who passed is qualified."""
    return enrolment_out(assess_training(request.actor, training, payload))


@router.get("/qualifications", response={200: Page[QualificationOut], **REFUSALS})
def list_qualifications(request: ActedRequest, wanted: Query[QualificationsWanted]) -> object:
    """One's own and one's organisation's; for the plant's staff everyone's."""
    return page(qualifications_for(request.actor, wanted), wanted, qualification_out)


@router.post("/qualifications", response={201: QualificationOut, **REFUSALS})
def post_qualification(request: ActedRequest, payload: Qualifying) -> Status[QualificationOut]:
    return Status(201, qualification_out(qualify(request.actor, payload)))


@router.post("/qualifications/{int:number}/revoke", response={200: QualificationOut, **REFUSALS})
@finds(EquipmentQualification, "pk", "number")
def post_revoke(
    request: ActedRequest,
    number: int,
    payload: Revoking,
    if_match: Header[Version | None] = None,
) -> QualificationOut:
    return qualification_out(revoke_qualification(request.actor, number, if_match, payload))
