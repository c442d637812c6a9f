"""A refusal that a page did not answer beside its field becomes a page of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilotbase.core.errors import PilotError

Answer = Callable[[HttpRequest], HttpResponse]


class _Refusals:
    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PilotError):
            return None
        facts = {"refusal": error}
        return render(request, "web/refusal.html", facts, status=error.status)


def answer_refusals(get_response: Answer) -> _Refusals:
    return _Refusals(get_response)
