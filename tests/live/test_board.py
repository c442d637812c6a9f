"""Who is told what of a machine, at once, over the real sockets: promise 3."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from equipment import watching
from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.report_states import report_states
from equipment.models import Alarm, Tag
from equipment.schemas.machine import ReadingReport, StateReport
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import ApiToken, Membership
from pilotbase.asgi import application
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.live import publish as publishing
from pilotbase.live.envelope import Envelope
from tests.factories import Plant as Hall
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = (b"origin", b"http://localhost")
JOB = job("test")


class Socket(WebsocketCommunicator):
    """A page's socket, by its stream's names."""

    async def told(self, stream: str) -> Envelope:
        """The next message of a stream."""
        while True:
            message = Envelope.model_validate_json(await self.receive_from(timeout=5))
            if message.stream == stream:
                return message

    async def closed(self) -> int:
        while True:
            output = await self.receive_output(timeout=5)
            if output["type"] == "websocket.close":
                return int(output["code"])


def cookies(client: Client) -> tuple[bytes, bytes]:
    return b"cookie", "; ".join(f"{k}={v.value}" for k, v in client.cookies.items()).encode()


@asynccontextmanager
async def socket(path: str, client: Client | None = None, *headers: Any) -> AsyncIterator[Socket]:
    sent = [*(headers or [ORIGIN]), *([cookies(client)] if client else [])]
    opened = Socket(application, path, headers=sent)
    connected, _ = await opened.connect(timeout=5)
    assert connected
    yield opened
    await opened.disconnect()


@sync_to_async
def report(state: str, tag: str = "BR300-1", **more: Any) -> None:
    said = {"state": state, "at": clock.now().isoformat(), **more}
    report_states(JOB, tag, StateReport(states=[said]))


@sync_to_async
def measure(tag: str, value: float) -> None:
    reading = {"tag": tag, "at": clock.now().isoformat(), "value": value}
    ingest_readings(JOB, "BR300-1", ReadingReport(readings=[reading]))


@sync_to_async
def grant(hall: Hall, cast: Cast) -> None:
    start = clock.now() - timedelta(minutes=1)
    given = (hall.br300.pk, cast.startup.pk, start, "R-1", "fed-batch 3")
    verb(watching.grant)(*given)


@sync_to_async
def end_grant() -> None:
    verb(watching.end_grant)("R-1", clock.now())


async def logged_in(cast: Cast, name: str) -> Client:
    return await sync_to_async(cast.client)(name)


def faces(message: Envelope) -> dict[str, Any]:
    return {item.key: item.data for item in message.items}


async def test_strangers_learn_four_words_and_nothing_more(hall: Hall, cast: Cast) -> None:
    await grant(hall, cast)
    async with socket("/ws/board") as page:
        snapshot = faces(await page.told("board"))
        assert snapshot["BR300-1"] == {"tag": "BR300-1", "public": "offline"}
        assert set(snapshot) == {"BR300-1", "BR300-2", "DSC-1", "HPLC-1"}
        await report("GROWTH")
        assert faces(await page.told("board")) == {
            "BR300-1": {"tag": "BR300-1", "public": "occupied"}
        }
        await report("FEED")
        await measure("TIC", 37.0)
        await report("FAULT", note="Agitator")
        told = await page.told("board")
        assert faces(told) == {"BR300-1": {"tag": "BR300-1", "public": "out_of_service"}}
        assert told.seq == 3


async def test_staff_are_told_states_alarms_and_values(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "TICK", 0.01)
    await Tag.objects.filter(equipment=hall.br300).aupdate(on_card=True, high=7.6)
    await grant(hall, cast)
    stream = f"board.staff.{cast.facility.pk}"
    async with socket("/ws/board", await logged_in(cast, "operator")) as page:
        assert len((await page.told(stream)).items) == 4
        await report("GROWTH")
        face = faces(await page.told(stream))["BR300-1"]
        assert (face["state"], face["organisation"]["en"]) == ("GROWTH", "Yanxi")
        await measure("PH", 7.9)
        message = await page.told(stream)
        face = faces(message)["BR300-1"]
        assert message.type == "alarm"
        assert face["alarm"]["text"] == {
            "en": "PH high",
            "zh-hans": face["alarm"]["text"]["zh-hans"],
        }
        assert face["values"]["PH"]["value"] == 7.9
        await measure("PH", 7.95)
        assert faces(await page.told(stream))["BR300-1"]["values"]["PH"]["value"] == 7.95
        alarm = await Alarm.objects.aget()
        operator = await sync_to_async(cast.actor)("operator")
        await sync_to_async(acknowledge_alarm)(operator, alarm.pk)
        assert faces(await page.told(stream))["BR300-1"]["alarm"]["acknowledged"] is True


async def test_a_value_that_is_back_is_told_at_once_and_its_alarm_waits(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "TICK", 0.01)
    await Tag.objects.filter(equipment=hall.br300).aupdate(on_card=True, high=7.6)
    stream = f"board.staff.{cast.facility.pk}"
    async with socket("/ws/board", await logged_in(cast, "operator")) as page:
        await page.told(stream)
        await report("GROWTH")
        await page.told(stream)
        told = []
        for value in (7.9, 7.0):
            await measure("PH", value)
            message = await page.told(stream)
            assert message.type == "alarm"
            told.append(faces(message)["BR300-1"]["alarms"])
        assert [[(a["tag"], a["active"], a["acknowledged"]) for a in some] for some in told] == [
            [("PH", True, False)],
            [("PH", False, False)],
        ]
        operator = await sync_to_async(cast.actor)("operator")
        await sync_to_async(acknowledge_alarm)(operator, told[1][0]["id"])
        assert faces(await page.told(stream))["BR300-1"]["alarms"] == []


async def test_a_tenant_is_told_of_her_own_run_until_it_ends(hall: Hall, cast: Cast) -> None:
    mine = f"board.tenant.{cast.startup.pk}"
    theirs = f"board.tenant.{cast.rival.pk}"
    await grant(hall, cast)
    lin, eve = await logged_in(cast, "lin"), await logged_in(cast, "eve")
    async with socket("/ws/board", lin) as hers, socket("/ws/board", eve) as rivals:
        assert list(faces(await hers.told(mine))) == ["BR300-1"]
        assert (await rivals.told(theirs)).items == []
        await report("INDUCE")
        assert faces(await hers.told(mine))["BR300-1"]["state"] == "INDUCE"
        await report("INDUCE", "BR300-2")
        await end_grant()
        gone = await hers.told(mine)
        assert faces(gone) == {"BR300-1": None}
        await report("HARVEST")
        assert await rivals.receive_nothing(timeout=0.1) is False  # the public board
        while not await rivals.receive_nothing(timeout=0.1):
            message = Envelope.model_validate_json(await rivals.receive_from())
            assert message.stream == "board"
            assert all(set(item.data or {}) == {"tag", "public"} for item in message.items)


async def test_a_machine_is_watched_by_its_tenant_until_her_run_ends(
    hall: Hall, cast: Cast
) -> None:
    await grant(hall, cast)
    async with socket("/ws/equipment/BR300-1", await logged_in(cast, "lin")) as page:
        snapshot = faces(await page.told(f"machine.BR300-1.{cast.startup.pk}"))
        assert set(snapshot["BR300-1"]["values"]) == {"TIC", "PH", "DO"}
        await end_grant()
        assert await page.closed() == 4403


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        (None, "/ws/equipment/BR300-1", 4403),
        ("eve", "/ws/equipment/BR300-1", 4403),
        ("admin", "/ws/equipment/BR300-1", 4403),
        ("operator", "/ws/equipment/BR999", 4404),
    ],
)
async def test_others_are_let_in_and_sent_away(
    hall: Hall, cast: Cast, name: str | None, path: str, code: int
) -> None:
    await grant(hall, cast)
    client = await logged_in(cast, name) if name else None
    async with socket(path, client) as page:
        assert await page.closed() == code


async def test_who_loses_her_place_loses_the_board(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilotbase.live.stream.REREAD", 0.05)
    async with socket("/ws/board", await logged_in(cast, "operator")) as page:
        await page.told(f"board.staff.{cast.facility.pk}")
        await Membership.objects.filter(user=cast.operator).aupdate(until="2020-06-01")
        assert await page.closed() == 4403


async def test_who_signs_out_is_sent_away(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilotbase.live.stream.REREAD", 0.05)
    client = await logged_in(cast, "operator")
    async with socket("/ws/equipment/BR300-1", client) as page:
        await page.told("machine.BR300-1")
        await sync_to_async(client.logout)()
        assert await page.closed() == 4403


async def test_a_page_of_another_site_is_refused(hall: Hall, cast: Cast) -> None:
    client = await logged_in(cast, "operator")
    for headers in ([], [(b"origin", b"https://evil.test")]):
        opened = Socket(application, "/ws/board", headers=[*headers, cookies(client)])
        assert (await opened.connect(timeout=5))[0] is False


async def given(client: Client) -> str:
    answer = await sync_to_async(client.post)("/api/v1/socket-tickets")
    assert answer.status_code == 201
    return f"/ws/equipment/BR300-1?ticket={answer.json()['ticket']}"


async def test_a_program_opens_one_socket_with_a_ticket(hall: Hall, cast: Cast) -> None:
    path = await given(await sync_to_async(cast.bearer)("operator"))
    async with socket(path, None, (b"host", b"localhost")) as opened:
        await opened.told("machine.BR300-1")
    async with socket(path, None, (b"host", b"localhost")) as again:
        assert await again.closed() == 4401


async def test_a_ticket_lasts_a_minute(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await given(await sync_to_async(cast.client)("operator"))
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr("pilotbase.live.tickets.clock.now", lambda: later)
    async with socket(path, None, (b"host", b"localhost")) as opened:
        assert await opened.closed() == 4401


async def test_a_revoked_token_ends_its_sockets(
    hall: Hall, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilotbase.live.stream.REREAD", 0.05)
    path = await given(await sync_to_async(cast.bearer)("operator"))
    async with socket(path, None, (b"host", b"localhost")) as opened:
        await opened.told("machine.BR300-1")
        await ApiToken.objects.aupdate(revoked_at=clock.now())
        assert await opened.closed() == 4403


async def test_nobody_is_given_a_ticket(hall: Hall) -> None:
    answer = await sync_to_async(Client().post)("/api/v1/socket-tickets")
    assert answer.status_code == 401
