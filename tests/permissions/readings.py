"""How a door reads what it is sent: caught while it does, and asked again with other words.

A whole call costs a door some twenty times what its reading does. What the reading lets pass is
then sent through the door itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from types import GeneratorType
from typing import Any, NamedTuple, cast

import pytest
from django.forms import BaseForm
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import HttpRequest, HttpResponse, QueryDict
from ninja.operation import Operation

from pilotbase.api import api
from tests.permissions.doors import Answer


class Form(NamedTuple):
    """A form that a page made of what was sent, and all that it was made with."""

    made: BaseForm
    given: tuple[Any, ...]
    named: Mapping[str, Any]

    @property
    def is_asked(self) -> bool:
        """Whether the page wanted to know if it is right."""
        return "cleaned_data" in vars(self.made)

    @property
    def is_made_of_words(self) -> bool:
        return any(one is self.made.data for one in (*self.given, *self.named.values()))

    def again(self, words: QueryDict) -> BaseForm:
        """The same form for the same page, made of other words."""
        made, kind = self.made, cast("Any", type(self.made))
        other = words if isinstance(made.data, QueryDict) else words.dict()
        given = (other if one is made.data else one for one in self.given)
        named = {k: other if one is made.data else one for k, one in self.named.items()}
        return cast("BaseForm", kind(*given, **named))


@contextmanager
def forms() -> Iterator[list[Form]]:
    """Every form that is made in this block of what was sent."""
    found: list[Form] = []

    def make(kind: Any, *given: Any, **named: Any) -> Any:
        given = tuple(list(one) if isinstance(one, GeneratorType) else one for one in given)
        made = type.__call__(kind, *given, **named)
        if made.is_bound:
            found.append(Form(made, given, named))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DeclarativeFieldsMetaclass, "__call__", make, raising=False)
        yield found


def refused(found: list[Form]) -> set[str]:
    """The fields beside which these forms show that something is wrong."""
    return {name for form in found if form.is_asked for name in form.made.errors}


class Call(NamedTuple):
    """What an operation was about to read."""

    operation: Operation
    request: HttpRequest
    path: dict[str, Any]

    def says(self, body: bytes) -> Answer | None:
        """The answer to such a body; none if it is let pass to the verb."""
        request = copy(self.request)
        request._body = body
        return self._read(request)

    def asks(self, words: str) -> Answer | None:
        """The answer to such words in the address; none if they are let pass."""
        request = copy(self.request)
        request.GET = QueryDict(words)
        return self._read(request)

    def _read(self, request: HttpRequest) -> Answer | None:
        try:
            self.operation._get_values(request, dict(self.path), HttpResponse())
        except Exception as error:
            response = api.on_exception(request, error)
            kind = response.headers["Content-Type"]
            return Answer(response.status_code, response.content, "", kind)
        return None


@contextmanager
def calls() -> Iterator[list[Call]]:
    """Every call of the API whose words are read in this block."""
    found: list[Call] = []
    read = Operation._get_values

    def noting(operation: Any, request: Any, path: Any, response: Any) -> Any:
        found.append(Call(operation, request, dict(path)))
        return read(operation, request, path, response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Operation, "_get_values", noting)
        yield found


@contextmanager
def words_read() -> Iterator[dict[str, None]]:
    """The names that are looked for in an address or a form, in this block."""
    seen: dict[str, None] = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, name, _noting(getattr(QueryDict, name), seen))
        yield seen


def _noting(read: Any, seen: dict[str, None]) -> Any:
    def noting(data: QueryDict, name: Any, *default: Any) -> Any:
        seen[str(name)] = None
        return read(data, name, *default)

    return noting
