"""What a person is told at once: the socket of her notices, and the number on her bell.

The stream holds what she has not read: a new notice comes as ``notice``, and is gone once read.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.urls import path
from django.utils import translation

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.core.events import after_commit
from pilotbase.live.consumer import LiveConsumer
from pilotbase.live.envelope import Item
from pilotbase.live.publish import publish
from pilotbase.live.stream import Topic
from pilotbase.notifications.events import NoticesRead, NoticesWritten
from pilotbase.notifications.models import Notice

ADDRESS: Final = "ws/me"
MOST: Final = 100  # more than that is "many", on the bell and in the stream
NEW, READ = 1, 2  # versions of a notice


class MeConsumer(LiveConsumer):
    """For whoever is signed in: her own notices, for as long as she is."""

    def topics(self) -> Sequence[Topic]:
        self.person = self.actor().person().pk
        return [Topic(_topic(self.person), partial(_unread, self.person))]

    def stands(self) -> bool:
        return self.actor().person().pk == self.person


sockets: list[Any] = [path(ADDRESS, MeConsumer.as_asgi())]  # type: ignore[arg-type]


def unread(actor: Actor) -> int:
    """How many she has not read."""
    return Notice.objects.visible_to(actor).unread().count()


@after_commit(NoticesWritten)
def tell_at_once(event: NoticesWritten) -> None:
    rows = Notice.objects.filter(pk__in=event.notice_ids).select_related("facility")
    for row in rows:
        publish(_topic(row.user_id), _item(row), kind="notice")


@after_commit(NoticesRead)
def take_away(event: NoticesRead) -> None:
    gone = [Item(key=str(pk), version=READ, data=None) for pk in event.notice_ids]
    publish(_topic(event.user_id), *gone)


def _unread(user_id: int) -> list[Item]:
    rows = Notice.objects.of(User.objects.get(pk=user_id)).unread().select_related("facility")
    return [_item(row) for row in rows.order_by("-pk")[:MOST]]


def _item(notice: Notice) -> Item:
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = notice.text
    data = {
        "kind": notice.kind,
        "text": texts,
        "href": notice.href,
        "at": notice.at.astimezone(notice.facility.zone).isoformat(),
    }
    return Item(key=str(notice.pk), version=NEW, data=data)


def _topic(user_id: int) -> str:
    return f"me.{user_id}"
