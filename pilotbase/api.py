"""Where the apps' endpoints meet, and where a refusal becomes an answer (RFC 9457)."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder

from bookings.api.approving import router as approving_router
from bookings.api.booking import router as bookings_router
from bookings.api.charges import router as charges_router
from bookings.api.conduct import router as conduct_router
from bookings.api.handing import router as handing_router
from bookings.api.rules import router as rules_router
from bookings.api.runs import router as runs_router
from bookings.api.series import router as series_router
from bookings.api.slots import router as slots_router
from bookings.api.timeline import router as timeline_router
from bookings.api.utilization import router as utilization_router
from bookings.api.waiting import router as waiting_router
from equipment.api.faults import router as faults_router
from equipment.api.help import router as help_router
from equipment.api.machine import router as equipment_router
from equipment.api.training import router as training_router
from equipment.api.upkeep import router as upkeep_router
from pilotbase.accounts.api import authenticated
from pilotbase.core.errors import PilotError
from pilotbase.core.schemas import Problem, Reason
from pilotbase.core.sentences import faults, said
from pilotbase.doorman import guarded
from pilotbase.intake.api.catalogue import router as catalogue_router
from pilotbase.intake.api.enquiry import router as intake_router
from pilotbase.live.api import router as live_router
from pilotbase.notifications.api import router as notices_router
from pilotbase.pages.plant.api import router as plant_router
from samples.api.custody import router as custody_router
from samples.api.reports import router as reports_router
from samples.api.sample import router as samples_router
from samples.api.testing import router as testing_router

api = NinjaAPI(
    title="PilotBase",
    version="1",
    urls_namespace="api",
    auth=authenticated,
    docs_url=None,
    openapi_url=None,
)
api.add_decorator(guarded, mode="view")
api.add_router("", live_router)
api.add_router("", notices_router)
api.add_router("", equipment_router)
api.add_router("", catalogue_router)
api.add_router("", intake_router)
api.add_router("", upkeep_router)
api.add_router("", training_router)
api.add_router("", faults_router)
api.add_router("", help_router)
api.add_router("", slots_router)
api.add_router("", bookings_router)
api.add_router("", approving_router)
api.add_router("", charges_router)
api.add_router("", rules_router)
api.add_router("", conduct_router)
api.add_router("", handing_router)
api.add_router("", series_router)
api.add_router("", waiting_router)
api.add_router("", runs_router)
api.add_router("", timeline_router)
api.add_router("", utilization_router)
api.add_router("", plant_router)
api.add_router("", samples_router)
api.add_router("", custody_router)
api.add_router("", testing_router)
api.add_router("", reports_router)


@api.exception_handler(PilotError)
def refuse(request: HttpRequest, refusal: PilotError) -> HttpResponse:
    problem = Problem(
        title=HTTPStatus(refusal.status).phrase,
        status=refusal.status,
        detail=refusal.message,
        code=refusal.code,
        field=refusal.field,
        problems=list(refusal.problems),
    )
    return _answer(problem, refusal.more)


@api.exception_handler(ValidationError)
def reject(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    reasons = [
        Reason(code="invalid", detail=said(error), field=_field(error["loc"]))
        for error in faults(invalid.errors)
    ]
    first = reasons[0]
    problem = _problem(422, "invalid", first.detail)
    return _answer(problem.model_copy(update={"field": first.field, "problems": reasons}))


@api.exception_handler(AuthenticationError)
def ask_who(request: HttpRequest, unknown: AuthenticationError) -> HttpResponse:
    return _answer(_problem(401, "signed_out", _("Sign in first.")))


@api.exception_handler(Http404)
def nothing_here(request: HttpRequest, missing: Http404) -> HttpResponse:
    return _answer(_problem(404, "missing", _("There is nothing at this address.")))


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _answer(_problem(413, "too_large", _("This is more than one call may carry.")))


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(_problem(error.status_code, "not_understood", str(error)))


def _field(loc: tuple[object, ...]) -> str | None:
    """body.payload.stages.0.run -> stages.0.run; query.limit -> limit."""
    parts = [str(part) for part in loc]
    skipped = 2 if parts and parts[0] == "body" else 1
    return ".".join(parts[skipped:]) or None


def _problem(status: int, code: str, detail: str) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code)


def _answer(problem: Problem, more: Mapping[str, object] | None = None) -> HttpResponse:
    body = problem.model_dump(exclude={"problems"}, exclude_none=True)
    body |= {"problems": [reason.model_dump() for reason in problem.problems], **(more or {})}
    text = json.dumps(body, cls=NinjaJSONEncoder, ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type="application/problem+json")
