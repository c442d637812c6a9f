"""What every call to the API passes before its endpoint: who, which words, which row, how often."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation

from pilotbase.accounts.actor import Actor
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid, SignedOut
from pilotbase.core.files import sniffed
from pilotbase.records.idempotency import Answer, Call, once

Run = Callable[..., HttpResponse]


def guarded(run: Run) -> Run:
    """Wrap an operation's ``run``; refusals go through the API's own handlers."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    words = _query_words(operation)

    @wraps(run)
    def passed(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            _refuse_strangers(operation, request)
            _refuse_unknown_words(words, request)
            _find(operation, request, path)
            return _once(run, request, path)
        except Exception as error:
            return operation.api.on_exception(request, error)

    return passed


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _refuse_strangers(operation: Operation, request: HttpRequest) -> None:
    if operation.auth_callbacks and not _actor(request).is_known:
        raise SignedOut(_("Sign in first."))


def _refuse_unknown_words(words: frozenset[str], request: HttpRequest) -> None:
    for word in request.GET:
        if word not in words:
            raise Invalid(
                _("This call does not know the parameter %(name)s.") % {"name": word[:80]},
                field=word[:80],
                code="unknown_parameter",
            )


def _query_words(operation: Operation) -> frozenset[str]:
    return frozenset(
        word
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for word in model.__ninja_flatten_map__
    )


def _find(operation: Operation, request: HttpRequest, path: dict[str, Any]) -> None:
    named = getattr(operation.view_func, "finds", None)
    if named:
        model, field, word = named
        find(model.objects.visible_to(_actor(request)), **{field: path[word]})


def _once(run: Run, request: HttpRequest, path: dict[str, Any]) -> HttpResponse:
    key, person = request.headers.get("Idempotency-Key"), _actor(request).person_id
    if request.method != "POST" or key is None or person is None:
        return run(request, **path)
    fresh: list[HttpResponse] = []

    def answer() -> Answer:
        fresh[:] = [run(request, **path)]
        return Answer(fresh[0].status_code, fresh[0].content)

    given = once(Call(person, key, f"POST {request.path}", _fingerprint(request)), answer)
    return fresh[0] if fresh else _again(given)


def _again(given: Answer) -> HttpResponse:
    """The first answer once more: JSON, or a paper."""
    is_json = given.body[:1] in (b"", b"{", b"[")
    kind = "application/json; charset=utf-8" if is_json else sniffed(given.body[:512])
    headers = {"Content-Type": kind, "Idempotent-Replay": "true"}
    return HttpResponse(given.body, status=given.status, headers=headers)


def _fingerprint(request: HttpRequest) -> bytes:
    """The body; of a form with files, the words and each file's hash."""
    if not (request.content_type or "").startswith("multipart/"):
        return request.body
    words = sorted((name, request.POST.getlist(name)) for name in request.POST)
    files = [
        (name, sha256(b"".join(file.chunks())).hexdigest())
        for name in request.FILES
        for file in request.FILES.getlist(name)
    ]
    return repr((words, files)).encode()
