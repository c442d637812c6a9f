"""What nobody answered becomes an answer: a page of its own, or a problem for programs."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pilotbase.core.errors import Invalid, Missing, PilotError
from pilotbase.core.schemas import Problem

Answer = Callable[[HttpRequest], HttpResponse]


class _Refusals:
    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        unreadable = _unreadable(request)
        return self._told(request, unreadable) if unreadable else self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self._told(request, error) if isinstance(error, PilotError) else None

    def _told(self, request: HttpRequest, error: PilotError) -> HttpResponse:
        return render(request, "web/refusal.html", {"refusal": error}, status=error.status)


def _unreadable(request: HttpRequest) -> PilotError | None:
    """No name and no word has a NUL, and PostgreSQL looks for none: say so before anyone asks it.

    What programs ask for is checked, and named, by their schemas.
    """
    if NUL in request.path:
        return Missing(str(_SENTENCES["missing"]))
    if request.path.startswith(API):
        return None
    for name, values in request.GET.lists():
        if NUL in name or any(NUL in value for value in values):
            return Invalid(str(_SENTENCES["nul"]), field=name.replace(NUL, ""), code="nul")
    return None


def speak_problems(get_response: Answer) -> Answer:
    """Middleware: whatever refuses a call before or beside the API, its answer is a problem too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        known = response.headers.get("Content-Type", "") == PROBLEM
        if response.status_code < 400 or known or not request.path.startswith(API):
            return response
        return _problem(request, response)

    return middleware


def _problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = HTTPStatus(response.status_code)
    code = _CODES.get(response.status_code, "refused")
    detail = str(_SENTENCES.get(code, status.phrase))
    problem = Problem(title=status.phrase, status=status, detail=detail, code=code)
    text = problem.model_dump_json(exclude_none=True)
    kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
    return HttpResponse(text, status=status, content_type=PROBLEM, headers=kept)


PROBLEM: Final = "application/problem+json"
API: Final = "/api/v1/"
NUL: Final = "\x00"
_CODES: Final = {403: "csrf_missing", 404: "missing", 405: "method_not_allowed", 500: "error"}
_SENTENCES: Final = {
    "csrf_missing": _("A call by session carries its CSRF token in X-CSRFToken."),
    "missing": _("There is nothing at this address."),
    "method_not_allowed": _("This address does not answer to this method."),
    "error": _("Something went wrong here. It was noted; try again later."),
    "nul": _("The address has a character that no text has (NUL)."),
    "refused": _("This call cannot be understood."),
}


def answer_refusals(get_response: Answer) -> _Refusals:
    return _Refusals(get_response)
