"""The manager sets up robots and the gateway; what is secret is never shown again."""

from datetime import timedelta
from typing import Any

import pytest

from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed
from pilotbase.notifications.actions.save_messenger import (
    MessengerData,
    retire_messenger,
    save_messenger,
)
from pilotbase.notifications.models import Messenger
from pilotbase.notifications.sealed import opened
from tests.people import Cast

pytestmark = pytest.mark.django_db
KEY, SECRET = "0123456789abcdef", "SEC-of-the-robot"


def data(**said: Any) -> MessengerData:
    usual = {"code": "floor", "channel": "dingtalk", "address": KEY, "secret": SECRET}
    return MessengerData.model_validate(usual | said)


def test_key_and_secret_are_sealed_and_stay_when_left_empty(cast: Cast) -> None:
    manager = cast.actor("manager")
    row = save_messenger(manager, data())
    assert (opened(row.address), opened(row.secret)) == (KEY, SECRET)
    assert KEY not in row.address
    changed = save_messenger(manager, data(address="", secret="", language="en"), row.version)
    assert (opened(changed.address), opened(changed.secret)) == (KEY, SECRET)
    assert changed.language == "en"


def test_they_stand_on_no_page_and_in_no_trail(cast: Cast) -> None:
    client = cast.client("manager")
    form = {"code": "floor", "channel": "dingtalk", "language": "en"}
    made = client.post("/plant/messengers/new", {**form, "address": KEY, "secret": SECRET})
    assert made.status_code == 302
    row = Messenger.objects.get()
    for path in ("/plant/messengers", f"/plant/messengers/{row.pk}", "/audit"):
        page = client.get(path).content.decode()
        assert not any(word in page for word in (KEY, SECRET, row.address, row.secret)), path
    trail = str(list(AuditEntry.objects.values_list("before", "after")))
    assert not any(word in trail for word in (KEY, SECRET, row.address, row.secret))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"address": ""}, "address"),
        ({"secret": ""}, "secret"),
        ({"address": "https://oapi.dingtalk.com/robot/send?access_token=x"}, "address"),
        ({"channel": "sms", "address": "http://sms.example.org"}, "address"),
        ({"channel": "sms", "address": "https://"}, "address"),
        ({"channel": "sms", "address": "https://[x"}, "address"),
    ],
)
def test_what_cannot_work_is_refused(cast: Cast, said: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        save_messenger(cast.actor("manager"), data(**said))
    assert refusal.value.field == field


def test_only_the_manager_keeps_them(cast: Cast) -> None:
    for name in ("lin", "operator", "admin"):
        with pytest.raises(NotAllowed):
            save_messenger(cast.actor(name), data())


def test_it_retires_from_a_day(cast: Cast) -> None:
    row = save_messenger(cast.actor("manager"), data())
    tomorrow = clock.today() + timedelta(days=1)
    retire_messenger(cast.actor("manager"), "floor", row.version, tomorrow)
    assert Messenger.objects.serving(clock.today()).exists()
    assert not Messenger.objects.serving(tomorrow).exists()
