"""One chooses for oneself, through both doors."""

import pytest

from pilotbase.core.errors import Invalid
from pilotbase.notifications.actions.save_preferences import (
    Choice,
    Choices,
    phone_of,
    preferences_of,
    save_preferences,
)
from pilotbase.notifications.choices import Channel, Timing
from pilotbase.notifications.models import Preference
from tests.people import Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/notices/preferences"


def of(cast: Cast, name: str, kind: str = "run_finished") -> Timing:
    chosen = preferences_of(cast.people[name])
    return next(c.timing for c in chosen if (c.kind, c.channel) == (kind, Channel.EMAIL))


def test_a_choice_is_ones_own_and_replaces_the_one_before(cast: Cast) -> None:
    for timing in (Timing.NEVER, Timing.DIGEST):
        choice = Choice(kind="run_finished", channel=Channel.EMAIL, timing=timing)
        save_preferences(cast.actor("lin"), Choices(choices=(choice,)))
    assert (of(cast, "lin"), of(cast, "chen")) == (Timing.DIGEST, Timing.NOW)
    assert Preference.objects.count() == 1


def test_a_kind_that_is_not_there_is_refused_whole(cast: Cast) -> None:
    said = [
        Choice(kind=kind, channel=Channel.EMAIL, timing=Timing.NEVER)
        for kind in ("run_finished", "weather")
    ]
    with pytest.raises(Invalid, match="weather") as refusal:
        save_preferences(cast.actor("lin"), Choices(choices=tuple(said)))
    assert refusal.value.field == "choices.1.kind"
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("kind", "channel", "timing", "field"),
    [
        ("run_finished", Channel.SMS, Timing.DIGEST, "choices.0.timing"),
        ("booking_mine", Channel.SMS, Timing.NOW, "choices.0.channel"),
        ("run_finished", Channel.WECOM, Timing.NOW, "choices.0.channel"),
        ("machine_service", Channel.EMAIL, Timing.NOW, "choices.0.kind"),
    ],
)
def test_what_no_channel_does_is_refused(
    cast: Cast, kind: str, channel: Channel, timing: Timing, field: str
) -> None:
    choice = Choice(kind=kind, channel=channel, timing=timing)
    with pytest.raises(Invalid) as refusal:
        save_preferences(cast.actor("lin"), Choices(choices=(choice,)))
    assert refusal.value.field == field


def test_a_number_is_kept_and_taken_away(cast: Cast) -> None:
    for number in ("+8613800000000", ""):
        save_preferences(cast.actor("lin"), Choices(phone=number))
        save_preferences(cast.actor("lin"), Choices())
        assert phone_of(cast.lin) == number


def test_a_program_chooses(cast: Cast) -> None:
    program = cast.bearer("lin")
    before = program.get(API).json()["choices"]
    assert {c["timing"] for c in before if c["channel"] == "email"} == {"now"}
    assert {c["timing"] for c in before if c["channel"] == "sms"} == {"never"}
    body = {"choices": [{"kind": "run_finished", "channel": "email", "timing": "never"}]}
    answer = program.post(API, body, content_type="application/json")
    assert answer.status_code == 200
    chosen = [c for c in answer.json()["choices"] if c["channel"] == "email"]
    assert {c["kind"] for c in chosen if c["timing"] == "never"} == {"run_finished"}
    body["choices"][0]["timing"] = "hourly"
    assert program.post(API, body, content_type="application/json").status_code == 422


def test_the_page_shows_every_kind_and_saves(cast: Cast) -> None:
    client = cast.client("lin")
    shown = client.get("/notices/preferences").content.decode()
    assert "My run has ended" in shown
    assert "no mail server" in shown
    timings = {Channel.EMAIL: "digest", Channel.SMS: "now"}
    form = {f"{c.kind}-{c.channel}": timings[c.channel] for c in preferences_of(cast.lin)}
    form["phone"] = "+8613800000000"
    assert client.post("/notices/preferences", form).status_code == 302
    assert of(cast, "lin") == Timing.DIGEST
    assert 'value="+8613800000000"' in client.get("/notices/preferences").content.decode()
    assert client.post("/notices/preferences", {**form, "phone": "112"}).status_code == 422
    assert client.post("/notices/preferences", {**form, "run_finished-email": "x"}).status_code == (
        422
    )
