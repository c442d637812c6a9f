"""E-mail: written with what it tells of, sent afterwards, at least once and hardly ever twice."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from pilotbase.accounts.models import Membership
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.notifications import jobs
from pilotbase.notifications.actions.save_preferences import Choice, Choices, save_preferences
from pilotbase.notifications.choices import Channel, Timing
from pilotbase.notifications.models import Delivery, Notice
from pilotbase.notifications.sending import LEASE, TRIES, send_due
from tests.notifications.telling import told
from tests.people import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 21, 4, tzinfo=UTC)  # at the plant


def chosen(cast: Cast, name: str, timing: Timing) -> None:
    choice = Choice(kind="report_issued", channel=Channel.EMAIL, timing=timing)
    save_preferences(cast.actor(name), Choices(choices=(choice,)))


def test_a_mail_says_it_in_the_readers_language_with_its_link(cast: Cast, mail: list[Any]) -> None:
    cast.lin.language = "zh-hans"
    cast.lin.save()
    told(cast, "lin", "chen")
    assert not mail  # not before the worker comes by
    assert send_due() == 2
    by = {message.to[0]: message for message in mail}
    assert by["chen@demo.test"].subject == (
        "Report R-2026-1 is issued: you can read and download it."
    )
    assert by["lin@demo.test"].subject.startswith("报告 R-2026-1 已签发")
    assert "https://plant.example.org/reports/R-2026-1" in by["lin@demo.test"].body
    assert "https://plant.example.org/notices/preferences" in by["lin@demo.test"].body
    assert send_due() == 0


def test_nothing_is_written_where_no_server_is(cast: Cast) -> None:
    told(cast, "lin")
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 0)


def test_what_is_rolled_back_is_sent_to_nobody(cast: Cast, mail: list[Any]) -> None:
    class Broken(Exception):
        pass

    @verb
    def fails() -> None:
        told(cast, "lin")
        assert Delivery.objects.count() == 1
        raise Broken

    with pytest.raises(Broken), transaction.atomic():
        fails()
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)
    assert send_due() == 0
    assert not mail


def test_a_failure_is_tried_again_with_growing_pauses(
    cast: Cast, mail: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_backend: EmailBackend, _messages: Any) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", unreachable)
        with clock.at(NOON):
            told(cast, "lin")
            assert send_due() == 0
        row = Delivery.objects.get()
        assert (row.tries, row.error, row.due_at) == (1, "gone", NOON + timedelta(minutes=1))
        with clock.at(NOON + timedelta(minutes=1)):
            assert send_due() == 0
        assert Delivery.objects.get().due_at == NOON + timedelta(minutes=3)
    key = row.key
    with clock.at(NOON + timedelta(minutes=2)):
        assert send_due() == 0  # not yet
    with clock.at(NOON + timedelta(minutes=3)):
        assert send_due() == 1
    assert mail[0].extra_headers["Message-ID"] == f"<{key}@plant.example.org>"
    assert Delivery.objects.get().error == ""


def test_it_is_given_up_after_days_and_at_once_for_a_wrong_address(
    cast: Cast, mail: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_backend: EmailBackend, _messages: Any) -> int:
        raise SMTPRecipientsRefused({"lin@demo.test": (550, b"unknown")})

    def unreachable(_backend: EmailBackend, _messages: Any) -> int:
        raise OSError("no route")

    told(cast, "lin")
    monkeypatch.setattr(EmailBackend, "send_messages", refused)
    assert send_due() == 0
    assert Delivery.objects.filter(gave_up_at=None).count() == 0
    told(cast, "chen")
    Delivery.objects.filter(user=cast.chen).update(tries=TRIES - 1)
    monkeypatch.setattr(EmailBackend, "send_messages", unreachable)
    assert send_due() == 0
    assert Delivery.objects.filter(gave_up_at=None).count() == 0


def test_a_worker_that_died_while_sending_leaves_it_to_the_next(
    cast: Cast, mail: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_backend: EmailBackend, _messages: Any) -> int:
        raise KeyboardInterrupt

    with clock.at(NOON):
        told(cast, "lin")
        with monkeypatch.context() as broken:
            broken.setattr(EmailBackend, "send_messages", dies)
            with pytest.raises(KeyboardInterrupt):
                send_due()
        assert send_due() == 0  # another's, as far as anyone can tell
    with clock.at(NOON + LEASE):
        assert send_due() == 1
    assert len(mail) == 1


def test_a_day_in_one_mail(cast: Cast, mail: list[Any]) -> None:
    chosen(cast, "lin", Timing.DIGEST)
    with clock.at(NOON):
        for number in ("R-1", "R-2"):
            told(cast, "lin", number=number)
    with clock.at(NOON + timedelta(hours=19)):
        assert send_due() == 0
    with clock.at(NOON + timedelta(hours=20)):  # eight o'clock at the plant
        assert send_due() == 1
        assert send_due() == 0
    assert mail[0].subject == "2 notices from Demo Pilot Plant"
    assert all(number in mail[0].body for number in ("R-1", "R-2"))


def test_who_wants_none_gets_none_and_reads_it_in_the_inbox(cast: Cast, mail: list[Any]) -> None:
    chosen(cast, "lin", Timing.NEVER)
    told(cast, "lin")
    assert (send_due(), Notice.objects.count()) == (0, 1)


def test_who_left_meanwhile_is_sent_nothing(cast: Cast, mail: list[Any]) -> None:
    told(cast, "lin")
    Membership.objects.filter(user=cast.lin).update(until="2020-06-01")
    assert send_due() == 0
    assert not mail
    assert Delivery.objects.get().error == "no longer there"


def test_a_reason_of_two_lines_makes_no_header_of_its_own(cast: Cast, mail: list[Any]) -> None:
    told(cast, "lin", number="R\nBcc: eve@demo.test")
    assert send_due() == 1
    assert "\n" not in mail[0].subject
    assert mail[0].recipients() == ["lin@demo.test"]


def test_what_is_long_past_is_forgotten(cast: Cast, mail: list[Any]) -> None:
    told(cast, "lin")
    send_due()
    Notice.objects.update(read_at=clock.now())
    jobs.forget()
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
    with clock.at(clock.now() + jobs.REMEMBERED + timedelta(days=1)):
        jobs.forget()
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)
