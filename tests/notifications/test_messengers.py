"""Robots and text messages, against a server of this computer's: signed, retried, once each."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import pytest

from bookings.machine_notices import MACHINE_SERVICE
from equipment.actions.move_fault import move_fault
from equipment.actions.report_fault import report_fault
from equipment.choices import FaultStatus
from equipment.schemas.faults import FaultMove, FaultSaid
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.notifications.actions.save_messenger import MessengerData, save_messenger
from pilotbase.notifications.actions.save_preferences import Choice, Choices, save_preferences
from pilotbase.notifications.choices import Channel, MessengerChannel, Timing
from pilotbase.notifications.messengers import GATEWAYS, Account, Said, register_gateway
from pilotbase.notifications.models import Delivery, Messenger
from pilotbase.notifications.sealed import seal
from pilotbase.notifications.sending import send_due
from pilotbase.notifications.telling import announce
from tests.factories import Plant
from tests.notifications.robots import Server, listening
from tests.notifications.telling import told
from tests.people import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 21, 4, tzinfo=UTC)
SECRET = "SEC0123456789"  # noqa: S105  (a robot of this test)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with listening() as there, clock.at(NOON):
        settings.WECOM_URL = settings.DINGTALK_URL = there.url
        settings.PUBLIC_URL = "https://plant.example.org"
        yield there


def robot(cast: Cast, channel: MessengerChannel, **more: Any) -> Messenger:
    said = {"address": "0123456789abcdef", "secret": SECRET, "tells_service": True} | more
    data = MessengerData(code=channel.value, channel=channel, **said)
    return save_messenger(cast.actor("manager"), data)


def out(cast: Cast) -> None:
    facts = {"machine": "BR300-1", "out": True, "reason": "a leak"}
    verb(announce)(MACHINE_SERVICE, facts, "/machines/BR300-1", cast.facility.pk)


def test_a_wecom_robot_says_it_once_in_its_own_language(cast: Cast, server: Server) -> None:
    robot(cast, MessengerChannel.WECOM, secret="")
    out(cast)
    assert not server.heard
    assert (send_due(), send_due()) == (1, 0)
    heard = server.heard[0]
    assert heard.path == "/cgi-bin/webhook/send"
    assert heard.query == {"key": "0123456789abcdef"}
    assert heard.body == {
        "msgtype": "text",
        "text": {"content": "BR300-1 已停用。a leak\nhttps://plant.example.org/machines/BR300-1"},
    }


def test_a_dingtalk_robot_is_signed(cast: Cast, server: Server) -> None:
    robot(cast, MessengerChannel.DINGTALK, language="en")
    out(cast)
    send_due()
    query = server.heard[0].query
    assert query["access_token"] == "0123456789abcdef"  # noqa: S105  (as above)
    assert query["timestamp"] == str(int(NOON.timestamp() * 1000))
    signed = hmac(SECRET.encode(), f"{query['timestamp']}\n{SECRET}".encode(), sha256).digest()
    assert b64decode(query["sign"]) == signed
    assert server.heard[0].body["text"]["content"].startswith("BR300-1 is out of service. a leak")


def test_what_a_robot_is_not_to_tell_it_does_not(cast: Cast, server: Server) -> None:
    robot(cast, MessengerChannel.WECOM, tells_service=False, tells_requests=True)
    out(cast)
    assert send_due() == 0
    assert not Delivery.objects.exists()


def test_too_often_is_tried_again_and_a_refusal_is_not(cast: Cast, server: Server) -> None:
    robot(cast, MessengerChannel.WECOM)
    server.answers = [
        (200, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (503, {}),
        (200, {"errcode": 0}),
    ]
    out(cast)
    assert send_due() == 0
    for minutes, sent in ((1, 0), (3, 1)):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert send_due() == sent
    assert len(server.heard) == 3
    server.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
    out(cast)
    assert send_due() == 0
    assert Delivery.objects.filter(gave_up_at=None, sent_at=None).count() == 0


def test_a_retired_robot_says_nothing(cast: Cast, server: Server) -> None:
    robot(cast, MessengerChannel.WECOM)
    out(cast)
    Messenger.objects.update(retired_from=clock.today())
    assert send_due() == 0
    out(cast)
    assert (server.heard, Delivery.objects.count()) == ([], 1)


def by_text(cast: Cast) -> None:
    choice = Choice(kind="report_issued", channel=Channel.SMS, timing=Timing.NOW)
    command = Choices(choices=(choice,), phone="+8613800000000")
    save_preferences(cast.actor("lin"), command)


def gateway(cast: Cast, server: Server) -> None:
    row = robot(cast, MessengerChannel.SMS, address="https://sms.example.org/send")
    row.address = seal(f"{server.url}/send")
    row.save()


def test_a_text_message_is_signed_and_names_itself(cast: Cast, server: Server) -> None:
    gateway(cast, server)
    by_text(cast)
    told(cast, "lin", "chen")
    assert send_due() == 1
    heard = server.heard[0]
    assert heard.body["to"] == "+8613800000000"
    assert heard.body["text"] == "Report R-2026-1 is issued: you can read and download it."
    at = heard.headers["X-Pilotbase-Timestamp"]
    signed = hmac(SECRET.encode(), at.encode() + b"." + heard.raw, sha256).hexdigest()
    assert heard.headers["X-Pilotbase-Signature"] == signed
    assert heard.headers["Idempotency-Key"] == heard.body["id"] == Delivery.objects.get().key


def test_what_was_signed_for_one_address_goes_to_no_other(cast: Cast, server: Server) -> None:
    gateway(cast, server)
    by_text(cast)
    told(cast, "lin")
    server.answers = [(307, {})]
    assert send_due() == 0
    assert len(server.heard) == 1
    assert Delivery.objects.get().error == "answered 307"


def test_without_a_gateway_or_a_number_it_is_given_up(cast: Cast, server: Server) -> None:
    by_text(cast)
    told(cast, "lin")
    assert send_due() == 0
    assert Delivery.objects.get().error == "no gateway, or no number"


def test_another_secret_key_cannot_read_what_is_sealed(
    cast: Cast, server: Server, settings: Any
) -> None:
    robot(cast, MessengerChannel.WECOM)
    out(cast)
    settings.SECRET_KEY = "another" * 10
    assert send_due() == 0
    assert "say it again" in Delivery.objects.get().error


def test_another_providers_gateway_is_put_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Account, Said]] = []
    monkeypatch.setitem(GATEWAYS, "sms", GATEWAYS["sms"])
    register_gateway("sms", lambda account, said: sent.append((account, said)))
    robot(cast, MessengerChannel.SMS, address="https://sms.example.org/send")
    by_text(cast)
    told(cast, "lin")
    assert send_due() == 1
    assert (sent[0][0].secret, sent[0][1].to) == (SECRET, "+8613800000000")


@pytest.mark.parametrize("tells", [True, False])
def test_a_robot_tells_the_staff_of_a_fault_and_of_what_becomes_of_it(
    cast: Cast, plant: Plant, project: Project, server: Server, *, tells: bool
) -> None:
    robot(cast, MessengerChannel.WECOM, language="en", tells_faults=tells)
    said = FaultSaid(text="the seal of Quetzal leaks")
    report = report_fault(cast.actor("lin"), "BR300-1", said)
    moved = FaultMove(status=FaultStatus.IN_REPAIR, answer="waiting for a seal")
    move_fault(cast.actor("operator"), report.pk, report.version, moved)
    send_due()
    texts = [heard.body["text"]["content"].splitlines()[0] for heard in server.heard]
    assert texts == (
        ["Fault on BR300-1: Reported.", "Fault on BR300-1: Being repaired."] if tells else []
    )
    assert all(f"/faults/{report.pk}" in heard.body["text"]["content"] for heard in server.heard)
