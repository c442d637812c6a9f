"""Sends what was written to be sent: tried again with growing pauses, given up after some days.

A message is claimed before it is sent and marked after, each in a transaction of its own. Of two
workers one sends it; a worker that dies in between leaves it to be sent again after the lease.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from http.client import HTTPException
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone, translation

from pilotbase.accounts.models import User
from pilotbase.core import clock
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.notifications.choices import Channel, MessengerChannel
from pilotbase.notifications.letters import letter
from pilotbase.notifications.messengers import GATEWAYS, Account, Said
from pilotbase.notifications.models import Delivery, Messenger, Phone
from pilotbase.notifications.posting import Refused
from pilotbase.notifications.sealed import Unreadable, opened
from pilotbase.notifications.telling import is_still_there

log = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=10)  # far longer than a message takes
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
TRIES: Final = 16  # about two days
AT_ONCE: Final = 200
Batch = Sequence[int]


def send_due() -> int:
    """Send what is due, some at a time. Returns how many messages left."""
    connection = get_connection()
    try:
        return sum(_attempt(connection, batch) for batch in _batches())
    finally:
        connection.close()


def _batches() -> list[Batch]:
    """Each message by itself; of what goes out once a day, all of one person together."""
    due = Delivery.objects.due(clock.now()).order_by("due_at", "pk")
    alone = [(pk,) for pk in due.filter(in_digest=False).values_list("pk", flat=True)[:AT_ONCE]]
    digests: dict[int, list[int]] = {}
    for user, pk in due.filter(in_digest=True, user__isnull=False).values_list("user", "pk"):
        digests.setdefault(user or 0, []).append(pk)
    return [*alone, *digests.values()]


def _attempt(connection: BaseEmailBackend, batch: Batch) -> bool:
    rows = _claim(batch)
    if not rows:
        return False
    first = rows[0]
    try:
        if first.channel == Channel.EMAIL:
            _mail(connection, rows)
        else:
            _message(first)
    except (Refused, Unreadable, SMTPRecipientsRefused) as refusal:
        return _give_up(rows, str(refusal))
    except (OSError, SMTPException, HTTPException) as failure:
        connection.close()
        return _try_again(rows, str(failure))
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=clock.now(), error="")
    return True


def _mail(connection: BaseEmailBackend, rows: Sequence[Delivery]) -> None:
    first = rows[0]
    language = settings.LANGUAGE_CODE if first.address else _reader(first).language
    with translation.override(language), timezone.override(first.facility.zone):
        message = letter(rows)
        message.connection = connection
        message.send()


def _message(row: Delivery) -> None:
    """By a robot to its group, or by the plant's gateway to a person's phone."""
    messenger, said = _by_whom(row)
    account = Account(opened(messenger.address), opened(messenger.secret))
    GATEWAYS[messenger.channel](account, said)


def _by_whom(row: Delivery) -> tuple[Messenger, Said]:
    """Raises Refused where it serves no more, or there is no number."""
    serving = Messenger.objects.serving(clock.today())
    if row.messenger_id is not None:
        robot = serving.filter(pk=row.messenger_id).first()
        if robot is None:
            raise Refused("the robot is retired")
        with translation.override(robot.language), timezone.override(row.facility.zone):
            return robot, Said(row.key, f"{row.text}\n{settings.PUBLIC_URL}{row.href}")
    person = _reader(row)
    gateway = serving.filter(facility=row.facility, channel=MessengerChannel.SMS).first()
    phone = Phone.objects.filter(user=person).first()
    if gateway is None or phone is None:
        raise Refused("no gateway, or no number")
    with translation.override(person.language), timezone.override(row.facility.zone):
        return gateway, Said(row.key, row.text, phone.number)


def _reader(row: Delivery) -> User:
    """Raises Refused when she is no longer where she was told of it."""
    person = row.user
    if person is None or not is_still_there(person.pk, row.organisation_id, row.facility_id):
        raise Refused("no longer there")
    return person


@verb
def _claim(batch: Iterable[int]) -> list[Delivery]:
    """Those of them that are still to be sent, ours for the lease."""
    now = clock.now()
    rows = lock(Delivery.objects.due(now), batch)
    Delivery.objects.filter(pk__in=rows).update(due_at=now + LEASE, tries=F("tries") + 1)
    mine = Delivery.objects.filter(pk__in=rows).select_related("user", "facility")
    return list(mine.order_by("pk"))


def _give_up(rows: Sequence[Delivery], why: str) -> bool:
    pks = [row.pk for row in rows]
    Delivery.objects.filter(pk__in=pks).update(gave_up_at=clock.now(), error=why[:300])
    log.warning("Not sent: %s: %s", ", ".join(row.key for row in rows), why)
    return False


def _try_again(rows: Sequence[Delivery], why: str) -> bool:
    tries = max(row.tries for row in rows)
    if tries >= TRIES:
        return _give_up(rows, why)
    pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
    pks = [row.pk for row in rows]
    Delivery.objects.filter(pk__in=pks).update(due_at=clock.now() + pause, error=why[:300])
    return False
