"""A door answers to the methods of its lines alone, and takes a form only from our own pages."""

from collections import defaultdict

import pytest
from django.test import Client

from tests.permissions.doors import TABLE, Answer, address, pages, sent, undone
from tests.permissions.lines import Line
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.either]
OTHERS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITING = [line for line in TABLE if line.method != "GET" and line.may - {"gateway"}]


def _declared() -> dict[str, set[str]]:
    methods: dict[str, set[str]] = defaultdict(set)
    for line in TABLE:
        methods[line.door].add(line.method)
    return methods


@pytest.mark.parametrize("name", sorted({name for name, _pattern in pages()}))
def test_a_page_answers_to_no_other_method(world: World, name: str) -> None:
    """Else what it does with one stands in no line."""
    line = next(line for line in TABLE if line.door == name)
    client = world.pages["nobody" if "nobody" in line.may else "manager"]
    for method in sorted(set(OTHERS) - _declared()[name]):
        with undone():
            answer = client.generic(method, address(line, world.names))
        assert answer.status_code == 405, method


@pytest.mark.parametrize("line", WRITING, ids=str)
def test_another_site_cannot_send_it(world: World, line: Line) -> None:
    """Neither a page's form nor, with a session, the API's call: without our token it is 403."""
    caller = min(line.may - {"gateway", "nobody"}, default="nobody")
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.pages[caller].cookies.copy()  # type: ignore[assignment]
    with undone():
        answer: Answer = sent(client, line, world.names)
    assert answer.status == 403
