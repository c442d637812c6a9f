"""Every socket as every caller: what streams she is told of, or the code she is sent away with."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from equipment import watching
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.report_states import report_states
from equipment.faces import one
from equipment.models import Equipment, Tag
from equipment.schemas.machine import ReadingReport, StateReport
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Organisation
from pilotbase.asgi import application
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.live.envelope import Envelope
from pilotbase.notifications.telling import News, tell
from pilotbase.pages.notices import ADDRESS
from pilotbase.sockets import sockets
from samples.notices import REPORT_ISSUED
from tests.factories import Plant, a_plant
from tests.people import Cast
from tests.permissions.lines import OWN, PLANT, SIGNED_IN

LABEL: Final = "axolotl-fedbatch"
NOT_HERS: Final = 4403
JOB: Final = job("test")
CALLERS: Final = ("nobody", *sorted(SIGNED_IN - {"far"}))

pytestmark = pytest.mark.django_db(transaction=True)


class SocketLine(NamedTuple):
    """``private`` are those who are told more than what everyone may know; others get ``code``."""

    path: str
    private: frozenset[str]
    code: int | None


SIGNED_OUT: Final = 4401
TIMELINE: Final = "ws/timeline"
TABLE: Final = {
    "ws/board": SocketLine("/ws/board", OWN | PLANT, None),
    "ws/equipment/<str:tag>": SocketLine("/ws/equipment/BR300-1", OWN | PLANT, NOT_HERS),
}


def test_each_socket_has_its_line() -> None:
    assert {str(pattern.pattern) for pattern in sockets} == {*TABLE, ADDRESS, TIMELINE}


async def test_who_is_signed_in_is_told_of_the_timeline_which_machine_and_no_more(
    plant: Plant, cast: Cast
) -> None:
    for caller in CALLERS:
        async with opened(f"/{TIMELINE}", await client_of(cast, caller)) as page:
            said = await heard(page, 1)
        if caller == "nobody":
            assert said.code == SIGNED_OUT
        else:
            items = Envelope.model_validate_json(said.text).items
            assert {item.key: item.data for item in items} == {
                tag: {"machine": tag} for tag in ("BR300-1", "BR300-2", "DSC-1", "HPLC-1")
            }


async def test_each_caller_is_told_her_own_notices(plant: Plant, cast: Cast) -> None:
    await sync_to_async(_told)(cast)
    for caller in CALLERS:
        async with opened(f"/{ADDRESS}", await client_of(cast, caller)) as page:
            said = await heard(page, 1)
        assert said.code == (SIGNED_OUT if caller == "nobody" else None), caller
        assert (LABEL in said.text) == (caller == "lin"), caller


def _told(cast: Cast) -> None:
    facts = {"number": LABEL}
    verb(tell)([cast.lin.pk], News(REPORT_ISSUED, facts, "/", cast.facility.pk, cast.startup.pk))


class Heard(NamedTuple):
    text: str
    code: int | None


@asynccontextmanager
async def opened(path: str, client: Client | None) -> AsyncIterator[WebsocketCommunicator]:
    headers = [(b"origin", b"http://localhost")]
    if client:
        sent = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers.append((b"cookie", sent.encode()))
    page = WebsocketCommunicator(application, path, headers=headers)
    connected, _ = await page.connect(timeout=5)
    assert connected, "a socket is accepted first, and closed with a code that can be read"
    yield page
    await page.disconnect()


async def heard(page: WebsocketCommunicator, streams: int) -> Heard:
    """The snapshots of so many streams, or the code it was closed with."""
    texts: list[str] = []
    while len(texts) < streams:
        output = await page.receive_output(timeout=5)
        if output["type"] == "websocket.close":
            return Heard("".join(texts), output["code"])
        texts.append(output["text"] + "\n")
    return Heard("".join(texts), None)


async def client_of(cast: Cast, name: str) -> Client | None:
    return None if name == "nobody" else await sync_to_async(cast.client)(name)


def _running(cast: Cast) -> Plant:
    """On BR300-1 goes Lin's run, in a phase, with a value, at fault."""
    plant, at = a_plant(cast), clock.now() - timedelta(minutes=1)
    given = (plant.br300.pk, cast.startup.pk, at - timedelta(minutes=5), "R-1", LABEL)
    verb(watching.grant)(*given)
    said = {"at": at.isoformat(), "state": "GROWTH"}
    report_states(JOB, "BR300-1", StateReport(states=[said]))
    reading = {"tag": "TIC", "at": at.isoformat(), "value": 36.875}
    ingest_readings(JOB, "BR300-1", ReadingReport(readings=[reading]))
    return plant


@pytest.fixture
def plant(cast: Cast) -> Plant:
    return _running(cast)


@pytest.mark.parametrize("pattern", list(TABLE))
async def test_each_caller_is_told_what_is_hers(plant: Plant, cast: Cast, pattern: str) -> None:
    line = TABLE[pattern]
    for caller in CALLERS:
        tenant = caller in OWN | {"eve"}
        streams = 2 if tenant and line.code is None else 1
        async with opened(line.path, await client_of(cast, caller)) as page:
            said = await heard(page, streams)
        if caller in line.private:
            assert said.code is None, caller
            assert all(word in said.text for word in (LABEL, "GROWTH")), caller
        else:
            assert said.code == line.code, caller
            assert not any(word in said.text for word in (LABEL, "GROWTH", "36.875")), caller


async def test_the_end_of_the_grant_ends_the_socket(plant: Plant, cast: Cast) -> None:
    path = TABLE["ws/equipment/<str:tag>"].path
    async with opened(path, await client_of(cast, "lin")) as page:
        assert (await heard(page, 1)).code is None
        await sync_to_async(verb(watching.end_grant))("R-1", clock.now())
        assert (await heard(page, 9)).code == NOT_HERS


@sync_to_async
def _succeeded_by(cast: Cast, tenant: Organisation) -> Equipment:
    """Lin's run ends and another's begins, with Lin's alarm and last values still there."""
    machine = Equipment.objects.get(tag="BR300-1")
    Tag.objects.filter(equipment=machine, code="PH").update(high=8.0)
    at = clock.now() - timedelta(seconds=20)
    reading = {"tag": "PH", "at": at.isoformat(), "value": 9.0625}
    ingest_readings(JOB, "BR300-1", ReadingReport(readings=[reading]))
    verb(watching.end_grant)("R-1", clock.now() - timedelta(seconds=10))
    start = clock.now() - timedelta(seconds=5)
    verb(watching.grant)(machine.pk, tenant.pk, start, "R-2", "rival")
    return machine


# Where a line of a curve lies has digits of its own, which change with the time of day.
DRAWN = re.compile(r'\b(d|points|transform|style|[xy]\d?|c[xy]|r|width|height)="[^"]*"')


async def test_who_comes_next_learns_nothing_of_the_run_before(plant: Plant, cast: Cast) -> None:
    machine = await _succeeded_by(cast, cast.rival)
    eve, operator = await client_of(cast, "eve"), await client_of(cast, "operator")
    words = ("36.875", "9.0625", LABEL)
    for path, streams in (("/ws/board", 2), ("/ws/equipment/BR300-1", 1)):
        async with opened(path, eve) as page:
            said = await heard(page, streams)
        assert said.code is None
        assert "R-2" in said.text
        assert not any(word in said.text for word in words)
        assert all(_alarm(text) is None for text in said.text.splitlines())
    for address in ("/machines/BR300-1", "/board", "/api/v1/equipment/BR300-1"):
        assert eve is not None
        answer: Any = await sync_to_async(eve.get)(address)
        said_there = DRAWN.sub("", answer.content.decode())
        assert not any(word in said_there for word in words)
        assert not re.search(r"(?<![\d.])(9\.06|36\.88)(?!\d)", said_there)
    async with opened("/ws/equipment/BR300-1", operator) as page:
        said = await heard(page, 1)
    assert all(word in said.text for word in words[:2])  # the staff see on
    assert (await sync_to_async(one)(machine.pk)).alarms


def _alarm(text: str) -> Any:
    items = Envelope.model_validate_json(text).items
    return next((item.data["alarm"] for item in items if item.data and "alarm" in item.data), None)
