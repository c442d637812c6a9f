"""Goes through doors as the table says: builds each call, and reads what came of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pilotbase.api import api
from pilotbase.audit.models import AuditEntry
from samples.models import CustodyEvent
from tests.permissions.api_lines import API
from tests.permissions.intake_lines import INTAKE_API, INTAKE_PAGES
from tests.permissions.keeping_lines import KEEPING_API, KEEPING_PAGES
from tests.permissions.lines import Line, Names
from tests.permissions.noun_lines import PLANT_API, PLANT_PAGES
from tests.permissions.page_lines import PAGES
from tests.permissions.world import World

TABLE: Final = (
    *API,
    *KEEPING_API,
    *PLANT_API,
    *PAGES,
    *KEEPING_PAGES,
    *PLANT_PAGES,
    *INTAKE_API,
    *INTAKE_PAGES,
)
BASE: Final = "/api/v1"
SIGN_IN: Final = "/accounts/login/"
_PASSING: Final = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|name="csrf" content="[^"]*"'
)


class Answer(NamedTuple):
    """``wrote``: by how many entries a GET made the audit trail and the custody chains grow."""

    status: int
    body: bytes
    location: str
    type: str
    wrote: int = 0

    @property
    def text(self) -> str:
        """Without what differs from one answer to the next."""
        return _PASSING.sub(b"", self.body).decode("utf-8", "replace")

    @property
    def asks_to_sign_in(self) -> bool:
        return self.status == 302 and self.location.startswith(SIGN_IN)

    @property
    def is_out(self) -> bool:
        return self.status in (401, 403, 404) or self.asks_to_sign_in

    @property
    def is_success(self) -> bool:
        return self.status < 400 and not self.asks_to_sign_in


@contextmanager
def undone() -> Iterator[None]:
    """What is done in this block is undone."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def written() -> int:
    tables = (model._meta.db_table for model in (AuditEntry, CustodyEvent))
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return int(cursor.fetchone()[0])


def client_of(world: World, caller: str, line: Line) -> Client:
    return (world.programs if line.is_api else world.pages)[caller]


def call(world: World, caller: str, line: Line, names: Names | None = None) -> Answer:
    """One call, whose effects are undone; the caller's cookies stay as they were."""
    client = client_of(world, caller, line)
    kept = SimpleCookie(client.cookies)
    try:
        with undone():
            given = world.names if names is None else names
            if line.method != "GET":
                return sent(client, line, given)
            before = written()
            return sent(client, line, given)._replace(wrote=written() - before)
    finally:
        client.cookies = kept


def sent(client: Client, line: Line, names: Names) -> Answer:
    method = getattr(client, line.method.lower())
    response = method(address(line, names), **_content(line, names))
    body = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    return Answer(response.status_code, body, response.headers.get("Location", ""), kind)


def address(line: Line, names: Names) -> str:
    given = {
        name: value[1:] if value.startswith("=") else str(names[value])
        for name, value in line.path.items()
    }
    path = BASE + line.door.format(**given) if line.is_api else reverse(line.door, kwargs=given)
    return f"{path}?{urlencode(line.query(names))}" if line.query else path


def _content(line: Line, names: Names) -> dict[str, Any]:
    headers = {"Accept-Language": "en"}
    if line.match:
        headers["If-Match"] = f'"{names[f"{line.match}_version"]}"'
    if line.method == "GET":
        return {"headers": headers}
    said: Any = dict(line.body(names)) if line.body else {}
    if line.files or not line.is_api:
        return {"data": {**said, **_files(line)}, "headers": headers}
    return {"data": said, "content_type": "application/json", "headers": headers}


def _files(line: Line) -> dict[str, BytesIO]:
    found = {}
    for name, text in line.files.items():
        found[name] = BytesIO(text.encode())
        found[name].name = "table.csv"
    return found


def pages() -> Iterator[tuple[str, URLPattern]]:
    """Every page by its url name, with what its address takes."""
    yield from _patterns(get_resolver().url_patterns, "")


def _patterns(found: Any, space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from _patterns(pattern.url_patterns, inside)
        else:
            yield f"{space}{pattern.name}", pattern


def operations() -> set[tuple[str, str]]:
    """Method and path of every operation of the OpenAPI document."""
    paths = api.get_openapi_schema(path_prefix=BASE + "/")["paths"]
    return {
        (method.upper(), path.removeprefix(BASE))
        for path, methods in paths.items()
        for method in methods
    }
