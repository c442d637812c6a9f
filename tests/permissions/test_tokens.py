"""A token does what its scopes say: one that only reads writes nowhere."""

import json

import pytest
from django.test import Client

from pilotbase.accounts.models import Membership
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from tests.permissions.doors import TABLE, sent, undone
from tests.permissions.lines import Line
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.either]
# A ticket lets one watch what one may read.
API = [line for line in TABLE if line.is_api]
WRITING = [line for line in API if line.method != "GET" and line.door != "/socket-tickets"]


def reader(world: World, name: str) -> Client:
    membership = Membership.objects.filter(user=world.cast.people[name]).first()
    assert membership is not None
    _token, text = make_token(membership, "reads", (Scope.READ,))
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.mark.parametrize("line", WRITING, ids=str)
def test_a_token_that_reads_writes_nowhere(world: World, line: Line) -> None:
    for name in sorted(line.may - {"gateway"}):
        with undone():
            answer = sent(reader(world, name), line, world.names)
        assert (answer.status, json.loads(answer.body)["code"]) == (403, "scope_missing"), name


@pytest.mark.parametrize("line", [line for line in API if line.method == "GET"], ids=str)
def test_a_token_that_reads_reads_what_its_person_does(world: World, line: Line) -> None:
    for name in sorted(line.may - {"gateway", "nobody"})[:1]:
        with undone():
            assert sent(reader(world, name), line, world.names).is_success, name
